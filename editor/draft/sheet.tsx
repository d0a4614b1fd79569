import type { Editor } from '@tiptap/core'
import { EditorContent } from '@tiptap/react'
import type { ReactNode } from 'react'

import {
  bodyLines,
  markLines,
  numberLine,
  PAPER,
  placeAndDate,
  profileOf,
  recipientLines,
  signatureLines,
  subjectLine,
  typeLine,
} from '../../report/form/paper-lines.ts'
import type { ReportHead } from '../../report/wire/rest.ts'
import { useText } from '../i18n/text.tsx'
import './sheet.css'

type SheetProps = {
  readonly head: ReportHead
  readonly editor: Editor | undefined
  /** The way to the form of the head. */
  readonly headButton?: ReactNode
}

/** The report on its A4 sheet: the head and the signatures stand where they will be printed, and nobody can type over them. */
export function Sheet({ head, editor, headButton }: SheetProps) {
  return (
    <article className={`sheet sheet--${profileOf(head).family}`} lang="vi">
      {headButton}
      <SheetHead head={head} />
      {editor ? <EditorContent className="sheet-text" editor={editor} /> : <TextSkeleton />}
      <SheetFoot head={head} />
    </article>
  )
}

/** Boxes 1 to 5a of the layout diagram of HD36, or what NĐ30 has in their places. */
export function SheetHead({ head }: { head: ReportHead }) {
  const { drafting } = useText()
  const profile = profileOf(head)
  const { superior, issuer } = bodyLines(head, profile)
  return (
    <section className="sheet-head" aria-label={drafting.headLabel}>
      <div className="sheet-bodies">
        <div>
          {superior && <p className="sheet-superior">{superior}</p>}
          <p className="sheet-issuer">{issuer}</p>
          {profile.head.underIssuer === 'star' ? (
            <p aria-hidden="true">{PAPER.star}</p>
          ) : (
            <hr className="sheet-short-rule" />
          )}
          <p>{numberLine(head, profile)}</p>
          {markLines(head, undefined).map(({ mark, text }) => (
            <p key={mark} className={`sheet-${mark}`}>
              {text}
            </p>
          ))}
        </div>
        <div>
          {profile.head.titles.map(({ text }) => (
            <p key={text}>
              <span className="sheet-title">{text}</span>
            </p>
          ))}
          <p className="sheet-date">{placeAndDate(head)}</p>
        </div>
      </div>
      <p className="sheet-type">{typeLine(head)}</p>
      <p className="sheet-subject">{subjectLine(head)}</p>
      {profile.underSubject === 'hyphens' ? (
        <p className="sheet-rule" aria-hidden="true">
          {PAPER.hyphens}
        </p>
      ) : (
        <hr className="sheet-short-rule" />
      )}
    </section>
  )
}

/** Boxes 7 and 9b: recipients on the left, the signature on the right. */
export function SheetFoot({ head }: { head: ReportHead }) {
  const { drafting } = useText()
  const profile = profileOf(head)
  const { authority, title, name } = signatureLines(head, profile)
  return (
    <section className="sheet-foot" aria-label={drafting.signatureLabel}>
      <div>
        <p className="sheet-recipients-title">{PAPER.recipients}</p>
        <ul className="sheet-recipients">
          {recipientLines(head, profile).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        {head.typist && <p className="sheet-typist">{head.typist}</p>}
      </div>
      <div className="sheet-signature">
        {authority && <p className="sheet-authority">{authority}</p>}
        {title && <p className="sheet-signatory-title">{title}</p>}
        <p className="sheet-signatory">{name}</p>
      </div>
    </section>
  )
}

const SKELETON_LINES = ['w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'w7', 'w8']

function TextSkeleton() {
  const { drafting } = useText()
  return (
    <div className="sheet-skeleton" role="status" aria-label={drafting.loadingText}>
      {SKELETON_LINES.map((line) => (
        <div key={line} className="skeleton" />
      ))}
    </div>
  )
}

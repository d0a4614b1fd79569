import type { Editor } from '@tiptap/core'
import { EditorContent } from '@tiptap/react'

import type { ReportHead } from '../../report/wire/rest.ts'
import { useText } from '../i18n/text.tsx'
import { numberLine, PAPER, placeAndDate, recipientLines, subjectLine } from './sheet-words.ts'
import './sheet.css'

/** The report on its A4 sheet: the head and the signatures stand where they will be printed, and nobody can type over them. */
export function Sheet({ head, editor }: { head: ReportHead; editor: Editor | undefined }) {
  return (
    <article className="sheet" lang="vi">
      <SheetHead head={head} />
      {editor ? <EditorContent className="sheet-text" editor={editor} /> : <TextSkeleton />}
      <SheetFoot head={head} />
    </article>
  )
}

/** Boxes 1 to 5a of the layout diagram of HD36. */
function SheetHead({ head }: { head: ReportHead }) {
  const { drafting } = useText()
  return (
    <section className="sheet-head" aria-label={drafting.headLabel}>
      <div className="sheet-bodies">
        <div>
          {head.superiorBody && <p className="sheet-superior">{head.superiorBody}</p>}
          <p className="sheet-issuer">{head.issuingBody}</p>
          <p aria-hidden="true">*</p>
          <p>{numberLine(head)}</p>
        </div>
        <div>
          <p>
            <span className="sheet-party">{PAPER.party}</span>
          </p>
          <p className="sheet-date">{placeAndDate(head)}</p>
        </div>
      </div>
      <p className="sheet-type">{head.type}</p>
      <p className="sheet-subject">{subjectLine(head)}</p>
      <p className="sheet-rule" aria-hidden="true">
        {PAPER.rule}
      </p>
    </section>
  )
}

/** Boxes 7 and 9b: recipients on the left, the signature on the right. */
function SheetFoot({ head }: { head: ReportHead }) {
  const { drafting } = useText()
  return (
    <section className="sheet-foot" aria-label={drafting.signatureLabel}>
      <div>
        <p className="sheet-recipients-title">{PAPER.recipients}</p>
        <ul className="sheet-recipients">
          {recipientLines(head).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </div>
      <div className="sheet-signature">
        <p className="sheet-authority">{head.authority}</p>
        <p className="sheet-signatory-title">{head.signatoryTitle}</p>
        <p className="sheet-signatory">{head.signatoryName}</p>
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

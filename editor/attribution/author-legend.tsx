import type { Editor } from '@tiptap/core'
import { Table2, X } from 'lucide-react'
import { useState } from 'react'
import type { CSSProperties } from 'react'

import type { ReportDetail } from '../../report/wire/rest.ts'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { attributionTablePath } from '../rest/attribution.ts'
import { readOutline } from '../sections/outline.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Waiting } from '../ui/spinner.tsx'
import { type AuthorBook, NO_OFFICE_COLOR } from './author-book.ts'
import './author-legend.css'

type AuthorLegendProps = {
  readonly report: ReportDetail
  readonly editor: Editor
  readonly book: AuthorBook | undefined
  /** Who wrote the paragraph that the caret is in. */
  readonly caret: string | undefined
  readonly failed: boolean
  readonly onRetry: () => void
  readonly onClose: () => void
}

/** The offices with their colours and words, and who wrote the paragraph at the caret. */
export function AuthorLegend({ report, editor, book, caret, failed, onRetry, onClose }: AuthorLegendProps) {
  const { attribution: text } = useText()
  const { language } = useLanguage()
  const [table, setTable] = useState(false)
  return (
    <section className="author-legend" aria-label={text.legend}>
      <strong>{text.toggle}</strong>
      {!book && !failed && <Waiting label={text.waiting} />}
      {failed && (
        <span role="alert">
          {text.failed} <Button onClick={onRetry}>{text.retry}</Button>
        </span>
      )}
      {book && (
        <>
          <ul className="author-offices">
            {officesOf(book).map(({ office, color, words }) => (
              <li key={office}>
                <Swatch color={color} />
                {office || text.noOffice} · {text.words(sayNumber(words, language))}
              </li>
            ))}
          </ul>
          <span className="author-here" aria-live="polite">
            {text.here} {caret ?? text.nobodyHere}
          </span>
          <Button onClick={() => setTable(true)}>
            <Table2 size={16} aria-hidden="true" />
            {text.table}
          </Button>
          <WordsDialog
            open={table}
            onClose={() => setTable(false)}
            report={report}
            editor={editor}
            book={book}
          />
        </>
      )}
      <IconButton label={text.hide} onClick={onClose}>
        <X size={18} aria-hidden="true" />
      </IconButton>
    </section>
  )
}

function Swatch({ color }: { color: string }) {
  return <span className="author-swatch" aria-hidden="true" style={{ '--author': color } as CSSProperties} />
}

type Office = { readonly office: string; readonly color: string; readonly words: number }

/** Who wrote most comes first. */
function officesOf({ told, person }: AuthorBook): Office[] {
  const offices = new Map<string, { office: string; color: string; words: number }>()
  for (const { userId, words } of told.words) {
    const { office, color } = person(userId) ?? { office: '', color: NO_OFFICE_COLOR }
    const known = offices.get(office)
    if (known) known.words += words
    else offices.set(office, { office, color, words })
  }
  return [...offices.values()].toSorted((a, b) => b.words - a.words || a.office.localeCompare(b.office, 'vi'))
}

type WordsDialogProps = {
  readonly open: boolean
  readonly onClose: () => void
  readonly report: ReportDetail
  readonly editor: Editor
  readonly book: AuthorBook
}

function WordsDialog({ open, onClose, report, editor, book }: WordsDialogProps) {
  const { attribution: text } = useText()
  const { language } = useLanguage()
  if (!open) return null
  const offices = officesOf(book)
  const titles = new Map(
    readOutline(editor.state.doc).sections.map(({ id, number, title }) => [id, `${number} ${title}`.trim()]),
  )
  const sections = [...new Set(book.told.words.map(({ sectionId }) => sectionId))]
  const wordsIn = (sectionId: string, office: string) =>
    book.told.words.reduce(
      (sum, one) =>
        one.sectionId === sectionId && (book.person(one.userId)?.office ?? '') === office
          ? sum + one.words
          : sum,
      0,
    )
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.table}
      intro={text.tableIntro}
      closeLabel={text.close}
      width="46rem"
    >
      <div className="author-table">
        <table>
          <thead>
            <tr>
              <th scope="col">{text.section}</th>
              {offices.map(({ office, color }) => (
                <th key={office} scope="col">
                  <Swatch color={color} />
                  {office || text.noOffice}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sections.map((id) => (
              <tr key={id}>
                <th scope="row">{titles.get(id) ?? text.preamble}</th>
                {offices.map(({ office }) => (
                  <td key={office}>{sayNumber(wordsIn(id, office), language)}</td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{text.total}</th>
              {offices.map(({ office, words }) => (
                <td key={office}>{sayNumber(words, language)}</td>
              ))}
            </tr>
          </tfoot>
        </table>
      </div>
      <p>
        <a href={attributionTablePath(report.id)} download>
          {text.download}
        </a>
      </p>
    </Dialog>
  )
}

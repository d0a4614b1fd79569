import type { ReactNode } from 'react'

import type { ImportResult, ImportRow } from '../../report/wire/rest.ts'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { Note } from '../ui/note.tsx'
import { previewOf } from './import-rows.ts'

/** What the server read in the file, bad rows first. `children`: what can be done with it. */
export function ImportPreview({ result, children }: { result: ImportResult; children: ReactNode }) {
  const { admin: text } = useText()
  const { language } = useLanguage()
  const { clean, bad, shown, hidden } = previewOf(result)
  return (
    <section className="card import-preview" aria-label={text.preview}>
      {result.problems.length > 0 && (
        <Note tone="danger">
          <strong>{text.unreadable}.</strong>
          <ul className="plain-list">
            {result.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </Note>
      )}
      {result.rows.length > 0 && (
        <>
          <p className="import-counts" role="status">
            <span className="chip" data-tone="good">
              {text.cleanRows(sayNumber(clean, language))}
            </span>
            <span className="chip" data-tone={bad > 0 ? 'danger' : undefined}>
              {text.badRows(sayNumber(bad, language))}
            </span>
          </p>
          <div className="import-actions">{children}</div>
          <table className="list-table">
            <caption className="visually-hidden">{text.preview}</caption>
            <thead>
              <tr>
                <th scope="col">{text.columnLine}</th>
                <th scope="col">{text.columnPerson}</th>
                <th scope="col">{text.columnUsername}</th>
                <th scope="col">{text.columnOffice}</th>
                <th scope="col">{text.isAdmin}</th>
                <th scope="col">{text.columnProblems}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <PreviewRow key={row.line} row={row} />
              ))}
            </tbody>
          </table>
          {hidden > 0 && (
            <p className="quiet import-more">
              {shown.length < bad
                ? text.moreBadRows(sayNumber(hidden, language))
                : text.moreRows(sayNumber(hidden, language))}
            </p>
          )}
        </>
      )}
    </section>
  )
}

function PreviewRow({ row }: { row: ImportRow }) {
  const { admin: text } = useText()
  return (
    <tr data-bad={row.problems.length > 0 || undefined}>
      <td data-label={text.columnLine}>{row.line}</td>
      <th scope="row">{row.name || '–'}</th>
      <td data-label={text.columnUsername}>
        <span>
          {row.username || '–'} {row.usernameSuggested && <span className="quiet">({text.suggested})</span>}
        </span>
      </td>
      <td data-label={text.columnOffice}>{row.office || '–'}</td>
      <td data-label={text.isAdmin}>{row.admin ? text.isAdmin : '–'}</td>
      <td data-label={text.columnProblems}>
        {row.problems.length === 0 ? (
          <span className="chip" data-tone="good">
            {text.clean}
          </span>
        ) : (
          <ul className="row-problems">
            {row.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        )}
      </td>
    </tr>
  )
}

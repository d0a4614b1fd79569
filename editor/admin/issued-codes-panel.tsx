import { Download, Printer } from 'lucide-react'
import { useState } from 'react'

import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/dialog.tsx'
import { Note } from '../ui/note.tsx'
import { csvText, downloadText } from './download.ts'
import { codeRows } from './import-rows.ts'
import { PrintedSlips } from './printed-slips.tsx'
import { forgetCodes, markCodesSaved } from './unsaved-codes.ts'
import type { IssuedCodes } from './unsaved-codes.ts'

/** The accounts an import has made, with their codes, until the administrator puts them away. */
export function IssuedCodesPanel({ issued }: { issued: IssuedCodes }) {
  const { app, admin: text } = useText()
  const { language } = useLanguage()
  const [asking, setAsking] = useState(false)
  const [printed, setPrinted] = useState(false)
  const { rows, saved } = issued

  const handlePrint = () => {
    window.print()
    // Whether paper came out only the person can tell.
    setPrinted(true)
  }
  const handleDownload = () => {
    downloadText(text.codesName, csvText(codeRows(text.codesHeads, rows)), 'text/csv;charset=utf-8')
    markCodesSaved()
  }
  return (
    <section className="card import-preview" aria-labelledby="codes-title">
      <h2 id="codes-title">{text.imported(sayNumber(rows.length, language))}</h2>
      <p>{text.importedIntro}</p>
      <div className="import-actions">
        <Button kind="primary" onClick={handlePrint}>
          <Printer size={16} aria-hidden="true" />
          {text.printSlips}
        </Button>
        <Button onClick={handleDownload}>
          <Download size={16} aria-hidden="true" />
          {text.downloadCodes}
        </Button>
        <Button kind="quiet" onClick={saved ? forgetCodes : () => setAsking(true)}>
          {text.putAway}
        </Button>
      </div>
      <Note tone={saved ? 'good' : 'warning'}>
        <p>{saved ? text.codesKept : text.codesWarning}</p>
        {printed && !saved && <Button onClick={markCodesSaved}>{text.slipsPrinted}</Button>}
      </Note>
      <table className="list-table">
        <caption className="visually-hidden">{text.codesTable}</caption>
        <thead>
          <tr>
            <th scope="col">{text.columnPerson}</th>
            <th scope="col">{text.columnUsername}</th>
            <th scope="col">{text.columnOffice}</th>
            <th scope="col">{text.codeLabel}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.username}>
              <th scope="row">{row.name}</th>
              <td data-label={text.columnUsername}>{row.username}</td>
              <td data-label={text.columnOffice}>{row.office}</td>
              <td data-label={text.codeLabel}>
                <code className="code-cell">{row.code}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <PrintedSlips slips={rows.map((row) => ({ ...row, code: row.code ?? '' }))} />
      <Confirm
        open={asking}
        title={text.putAwayTitle}
        body={text.putAwayBody}
        confirmLabel={text.putAwayConfirm}
        cancelLabel={app.cancel}
        onConfirm={forgetCodes}
        onCancel={() => setAsking(false)}
      />
    </section>
  )
}

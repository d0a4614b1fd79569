import { FileText, Upload } from 'lucide-react'
import { useRef, useState } from 'react'
import type { DragEvent } from 'react'

import { saySize } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { Note } from '../ui/note.tsx'

type CsvFileFieldProps = {
  readonly file: File | undefined
  readonly disabled: boolean
  readonly onChoose: (file: File) => void
}

/** A list from the person's disk: by button or dropped here. What it is, the server says. */
export function CsvFileField({ file, disabled, onChoose }: CsvFileFieldProps) {
  const { admin: text, reports } = useText()
  const { language } = useLanguage()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [tooMany, setTooMany] = useState(false)

  const take = (files: readonly File[]) => {
    const [first] = files
    setTooMany(files.length > 1)
    if (first && files.length === 1 && !disabled) onChoose(first)
  }
  const handleDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    take([...event.dataTransfer.files])
  }
  return (
    <div
      className="drop-zone"
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={handleDrop}
    >
      {file ? (
        <p className="drop-file">
          <FileText size={20} aria-hidden="true" />
          {reports.chosenFile(file.name, saySize(file.size, language))}
        </p>
      ) : (
        <p className="quiet">{over ? text.dropNow : text.dropCsv}</p>
      )}
      <Button onClick={() => input.current?.click()} disabled={disabled}>
        <Upload size={16} aria-hidden="true" />
        {file ? text.changeCsv : text.chooseCsv}
      </Button>
      <input
        ref={input}
        hidden
        type="file"
        aria-label={text.csvFile}
        accept=".csv,.txt,text/csv"
        onChange={(event) => {
          take([...(event.target.files ?? [])])
          // So that the same file, corrected, can be chosen again.
          event.target.value = ''
        }}
      />
      {tooMany && <Note tone="danger">{text.oneFile}</Note>}
    </div>
  )
}

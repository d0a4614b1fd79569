import { FileText, Upload } from 'lucide-react'
import { useRef, useState } from 'react'
import type { DragEvent } from 'react'

import { ERRORS } from '../../report/wire/errors.ts'
import { saySize } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { Note } from '../ui/note.tsx'

type PlanFileFieldProps = {
  readonly file: File | undefined
  readonly onChoose: (file: File | undefined) => void
}

/** A plan from the person's disk: by button or dropped here. */
export function PlanFileField({ file, onChoose }: PlanFileFieldProps) {
  const { reports: text } = useText()
  const { language } = useLanguage()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [problem, setProblem] = useState<string>()

  const take = (files: readonly File[]) => {
    const [first] = files
    if (!first) return
    if (files.length > 1) return setProblem(text.onlyOneFile)
    if (!isPlanFile(first)) return setProblem(ERRORS['unsupported-file'][language])
    setProblem(undefined)
    onChoose(first)
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
          {text.chosenFile(file.name, saySize(file.size, language))}
        </p>
      ) : (
        <p className="quiet">{over ? text.dropNow : text.dropHere}</p>
      )}
      <Button onClick={() => input.current?.click()}>
        <Upload size={16} aria-hidden="true" />
        {file ? text.changeFile : text.chooseFile}
      </Button>
      <input
        ref={input}
        hidden
        type="file"
        aria-label={text.sourceFile}
        accept=".txt,.docx,text/plain,application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        onChange={(event) => {
          take([...(event.target.files ?? [])])
          // So that the same file, corrected, can be chosen again.
          event.target.value = ''
        }}
      />
      {problem && <Note tone="danger">{problem}</Note>}
    </div>
  )
}

function isPlanFile(file: File): boolean {
  return /\.(?:txt|docx)$/iu.test(file.name)
}

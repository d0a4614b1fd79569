import { FileText, Upload } from 'lucide-react'
import { useRef, useState } from 'react'
import type { DragEvent } from 'react'

import { Button } from './button.tsx'
import { Note } from './note.tsx'

type FileDropProps = {
  /** What was chosen, in words; undefined: nothing yet. */
  readonly chosen: string | undefined
  readonly texts: {
    readonly invitation: string
    /** While a file is held over it. */
    readonly letGo: string
    readonly choose: string
    readonly change: string
    readonly field: string
  }
  readonly accept: string
  readonly disabled?: boolean
  readonly problem: string | undefined
  /** Whatever was chosen or dropped, however many. */
  readonly onFiles: (files: readonly File[]) => void
}

/** A file from the person's disk: by button or dropped here. */
export function FileDrop({ chosen, texts, accept, disabled = false, problem, onFiles }: FileDropProps) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)

  const handleDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    onFiles([...event.dataTransfer.files])
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
      {chosen === undefined ? (
        <p className="quiet">{over ? texts.letGo : texts.invitation}</p>
      ) : (
        <p className="drop-file">
          <FileText size={20} aria-hidden="true" />
          {chosen}
        </p>
      )}
      <Button onClick={() => input.current?.click()} disabled={disabled}>
        <Upload size={16} aria-hidden="true" />
        {chosen === undefined ? texts.choose : texts.change}
      </Button>
      <input
        ref={input}
        hidden
        type="file"
        aria-label={texts.field}
        accept={accept}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])])
          // So that the same file, corrected, can be chosen again.
          event.target.value = ''
        }}
      />
      {problem && <Note tone="danger">{problem}</Note>}
    </div>
  )
}

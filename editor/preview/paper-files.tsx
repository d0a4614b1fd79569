import { FileDown, FileText, Printer } from 'lucide-react'
import { useEffect, useRef } from 'react'

import { giveFile } from '../ui/give-file.ts'
import { errorSentence } from '../rest/error-sentence.ts'
import { fetchPaper, paperPath } from '../rest/export.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import type { PaperChoice } from '../report-paths.ts'
import { Button } from '../ui/button.tsx'
import { useToast } from '../ui/toast.tsx'
import { useWork } from '../rest/use-work.ts'

type PaperFilesProps = { readonly reportId: string; readonly choice: PaperChoice }

/** Print, PDF, Word. What is downloaded here is an export like any other: it is noted, and the signing copy kept as a version. */
export function PaperFiles({ reportId, choice }: PaperFilesProps) {
  const { preview: text } = useText()
  const print = useRef<HTMLAnchorElement>(null)

  useEffect(() => {
    const handleKey = (event: KeyboardEvent) => {
      const isPrint = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'p'
      if (!isPrint || !print.current) return
      // The browser would print the few pages that are on the screen.
      event.preventDefault()
      print.current.click()
    }
    window.addEventListener('keydown', handleKey)
    return () => window.removeEventListener('keydown', handleKey)
  }, [])

  return (
    <div className="preview-tools">
      <a
        ref={print}
        className="button"
        href={paperPath(reportId, { ...choice, format: 'pdf', preview: true })}
        target="_blank"
        rel="noreferrer"
        title={text.printHint}
      >
        <Printer size={16} aria-hidden="true" />
        {text.print}
        <span className="visually-hidden"> – {text.newTab}</span>
      </a>
      <Download reportId={reportId} choice={choice} format="pdf" />
      <Download reportId={reportId} choice={choice} format="docx" />
    </div>
  )
}

type DownloadProps = {
  readonly reportId: string
  readonly choice: PaperChoice
  readonly format: 'pdf' | 'docx'
}

export function Download({ reportId, choice, format }: DownloadProps) {
  const text = useText()
  const { language } = useLanguage()
  const toast = useToast()
  const { busy, failure, run } = useWork()
  useEffect(() => {
    if (failure !== undefined) toast(errorSentence(failure, text, language), 'danger')
  }, [failure, toast, text, language])
  const handleClick = () =>
    run(fetchPaper(reportId, { ...choice, format }), ({ name, blob }) => {
      giveFile(name, blob)
      toast(text.preview.downloaded(name), 'good')
    })
  const Icon = format === 'pdf' ? FileDown : FileText
  return (
    <Button busy={busy} onClick={handleClick}>
      {!busy && <Icon size={16} aria-hidden="true" />}
      {format === 'pdf' ? text.preview.pdf : text.preview.word}
    </Button>
  )
}

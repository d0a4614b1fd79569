import { useState } from 'react'

import { ERRORS } from '../../report/wire/errors.ts'
import { saySize } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { FileDrop } from '../ui/file-drop.tsx'

type PlanFileFieldProps = {
  readonly file: File | undefined
  readonly onChoose: (file: File | undefined) => void
}

/** A plan as a file. */
export function PlanFileField({ file, onChoose }: PlanFileFieldProps) {
  const { reports: text } = useText()
  const { language } = useLanguage()
  const [problem, setProblem] = useState<string>()

  const handleFiles = (files: readonly File[]) => {
    const [first] = files
    if (!first) return
    if (files.length > 1) return setProblem(text.onlyOneFile)
    if (!isPlanFile(first)) return setProblem(ERRORS['unsupported-file'][language])
    setProblem(undefined)
    onChoose(first)
  }
  return (
    <FileDrop
      chosen={file && text.chosenFile(file.name, saySize(file.size, language))}
      texts={{
        invitation: text.dropHere,
        letGo: text.dropNow,
        choose: text.chooseFile,
        change: text.changeFile,
        field: text.sourceFile,
      }}
      accept=".txt,.docx,text/plain,application/vnd.openxmlformats-officedocument.wordprocessingml.document"
      problem={problem}
      onFiles={handleFiles}
    />
  )
}

function isPlanFile(file: File): boolean {
  return /\.(?:txt|docx)$/iu.test(file.name)
}

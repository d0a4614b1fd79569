import { useState } from 'react'

import { saySize } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { FileDrop } from '../ui/file-drop.tsx'

type CsvFileFieldProps = {
  readonly file: File | undefined
  readonly disabled: boolean
  readonly onChoose: (file: File) => void
}

/** A list of people. What it is, the server says. */
export function CsvFileField({ file, disabled, onChoose }: CsvFileFieldProps) {
  const { admin: text, reports } = useText()
  const { language } = useLanguage()
  const [tooMany, setTooMany] = useState(false)

  const handleFiles = (files: readonly File[]) => {
    const [first] = files
    setTooMany(files.length > 1)
    if (first && files.length === 1 && !disabled) onChoose(first)
  }
  return (
    <FileDrop
      chosen={file && reports.chosenFile(file.name, saySize(file.size, language))}
      texts={{
        invitation: text.dropCsv,
        letGo: text.dropNow,
        choose: text.chooseCsv,
        change: text.changeCsv,
        field: text.csvFile,
      }}
      accept=".csv,.txt,text/csv"
      disabled={disabled}
      problem={tooMany ? text.oneFile : undefined}
      onFiles={handleFiles}
    />
  )
}

import type { ImportWarning } from '../../report/wire/paper.ts'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { Note } from '../ui/note.tsx'

/** What the person should look at, because the file says it in a way that the report cannot. */
export function WarningList({ warnings }: { warnings: readonly ImportWarning[] }) {
  const { importing: text } = useText()
  const { language } = useLanguage()
  if (warnings.length === 0) return null
  return (
    <Note tone="warning">
      <h3 className="import-warnings-title">{text.warnings(sayNumber(warnings.length, language))}</h3>
      <ul className="import-warnings">
        {warnings.map(({ kind, count, detail }) => (
          <li key={kind}>{text.warningOf[kind](sayNumber(count, language), detail)}</li>
        ))}
      </ul>
    </Note>
  )
}

import { isLanguage } from './i18n/catalogue.ts'
import { useLanguage, useText } from './i18n/text.tsx'

/** A native list: it stands on the sign-in page too, which has to be light. */
export function LanguageSwitch() {
  const { app } = useText()
  const { language, setLanguage } = useLanguage()
  return (
    <select
      className="language-switch"
      aria-label={app.language}
      value={language}
      onChange={({ target }) => isLanguage(target.value) && setLanguage(target.value)}
    >
      <option value="vi" lang="vi">
        {app.vietnamese}
      </option>
      <option value="en" lang="en">
        {app.english}
      </option>
    </select>
  )
}

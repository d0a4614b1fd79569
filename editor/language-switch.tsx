import { Languages } from 'lucide-react'

import { isLanguage } from './i18n/catalogue.ts'
import { useLanguage, useText } from './i18n/text.tsx'
import { Menu, MenuChoice } from './ui/menu.tsx'

export function LanguageSwitch() {
  const { app } = useText()
  const { language, setLanguage } = useLanguage()
  const options = [
    { value: 'vi', label: app.vietnamese },
    { value: 'en', label: app.english },
  ] as const
  return (
    <Menu
      align="end"
      trigger={
        <button className="icon-button language-switch" type="button" aria-label={app.language}>
          <Languages size={18} aria-hidden="true" />
          <span aria-hidden="true">{language.toUpperCase()}</span>
        </button>
      }
    >
      <MenuChoice
        label={app.language}
        value={language}
        options={options}
        onChoose={(chosen) => isLanguage(chosen) && setLanguage(chosen)}
      />
    </Menu>
  )
}

import { createContext, useContext, useEffect, useMemo, useState } from 'react'
import type { ReactNode } from 'react'

import { CATALOGUES, isLanguage } from './catalogue.ts'
import type { Catalogue, Language } from './catalogue.ts'
import { readStored, store } from './stored.ts'

type LanguageChoice = { readonly language: Language; readonly setLanguage: (language: Language) => void }

const LanguageContext = createContext<LanguageChoice>({ language: 'vi', setLanguage: () => {} })

/** Vietnamese, unless this browser was switched to another language before. */
export function TextProvider({ children }: { children: ReactNode }) {
  const [language, choose] = useState<Language>(storedLanguage)

  useEffect(() => {
    document.documentElement.lang = language
  }, [language])

  const choice = useMemo(() => {
    const setLanguage = (next: Language) => {
      store('language', next)
      choose(next)
    }
    return { language, setLanguage }
  }, [language])

  return <LanguageContext.Provider value={choice}>{children}</LanguageContext.Provider>
}

/** Every sentence of the screen, in the chosen language. */
export function useText(): Catalogue {
  return CATALOGUES[useContext(LanguageContext).language]
}

export function useLanguage(): LanguageChoice {
  return useContext(LanguageContext)
}

function storedLanguage(): Language {
  const stored = readStored('language')
  return isLanguage(stored) ? stored : 'vi'
}

/** The moment a component was first drawn: what it says about *ago* and *left* stays put while it is looked at. */
export function useNow(): Date {
  const [now] = useState(() => new Date())
  return now
}

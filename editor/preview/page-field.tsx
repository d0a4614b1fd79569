import { ChevronDown, ChevronUp } from 'lucide-react'
import { useId, useState } from 'react'

import { useObservable } from '../draft/use-observable.ts'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { IconButton } from '../ui/button.tsx'
import type { Pager } from './pager.ts'

/** Which page is looked at, and where to go. */
export function PageField({ pager, pages }: { pager: Pager; pages: number }) {
  const { preview: text } = useText()
  const { language } = useLanguage()
  const page = useObservable(pager.page)
  const [typed, setTyped] = useState<string>()
  const id = useId()

  const goTo = (index: number) => pager.wish.set({ page: Math.min(pages - 1, Math.max(0, index)) })
  const handleDone = () => {
    const number = Number.parseInt(typed ?? '', 10)
    if (!Number.isNaN(number)) goTo(number - 1)
    setTyped(undefined)
  }
  return (
    <div className="preview-number">
      <IconButton
        label={text.previousPage}
        title={text.previousPage}
        disabled={page === 0}
        onClick={() => goTo(page - 1)}
      >
        <ChevronUp size={18} aria-hidden="true" />
      </IconButton>
      <IconButton
        label={text.nextPage}
        title={text.nextPage}
        disabled={page >= pages - 1}
        onClick={() => goTo(page + 1)}
      >
        <ChevronDown size={18} aria-hidden="true" />
      </IconButton>
      <label htmlFor={id}>{text.page}</label>
      <input
        id={id}
        className="input"
        inputMode="numeric"
        autoComplete="off"
        value={typed ?? String(page + 1)}
        onChange={(event) => setTyped(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={() => setTyped(undefined)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') handleDone()
          if (event.key === 'Escape') setTyped(undefined)
        }}
      />
      <span>{text.pageOf(sayNumber(pages, language))}</span>
    </div>
  )
}

import { ChevronDown, ChevronUp } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'

import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { IconButton } from '../ui/button.tsx'
import { Tooltip } from '../ui/tooltip.tsx'

type ChangeStepsProps = {
  /** Where the changes are drawn; each is marked `data-change`. Drawn anew, it needs new steps: give them a `key`. */
  readonly desk: RefObject<HTMLElement | null>
}

/** From change to change, by buttons and keys. It looks at the page itself: a step draws nothing of the text anew. */
export function ChangeSteps({ desk }: ChangeStepsProps) {
  const { history: text } = useText()
  const { language } = useLanguage()
  const current = useRef<Element>(null)
  const [place, setPlace] = useState({ at: 0, all: 0 })

  const step = useCallback(
    (by: 1 | -1) => {
      const changes = changesOn(desk)
      const known = current.current ? changes.indexOf(current.current) : -1
      const next = known === -1 ? nearest(changes, desk, by) : known + by
      const element = changes[(next + changes.length) % Math.max(1, changes.length)]
      if (!(element instanceof HTMLElement)) return
      current.current?.removeAttribute('data-current')
      current.current = element
      element.dataset.current = ''
      show(element)
      setPlace({ at: changes.indexOf(element) + 1, all: changes.length })
    },
    [desk],
  )

  useEffect(() => {
    const frame = requestAnimationFrame(() => setPlace({ at: 0, all: changesOn(desk).length }))
    return () => cancelAnimationFrame(frame)
  }, [desk])

  useEffect(() => {
    const handleKey = (event: KeyboardEvent) => {
      const by = stepOf(event)
      if (by === undefined) return
      event.preventDefault()
      step(by)
    }
    window.addEventListener('keydown', handleKey)
    return () => window.removeEventListener('keydown', handleKey)
  }, [step])

  const all = sayNumber(place.all, language)
  return (
    <div className="history-steps" role="group" aria-label={text.steps}>
      <Tooltip text={text.previousChange} shortcut={text.previousKeys}>
        <IconButton
          label={text.previousChange}
          aria-keyshortcuts="Shift+F7 P"
          disabled={place.all === 0}
          onClick={() => step(-1)}
        >
          <ChevronUp size={18} aria-hidden="true" />
        </IconButton>
      </Tooltip>
      <span role="status" title={text.keysHint}>
        {place.at === 0 ? text.changeCount(all) : text.changeOf(sayNumber(place.at, language), all)}
      </span>
      <Tooltip text={text.nextChange} shortcut={text.nextKeys}>
        <IconButton
          label={text.nextChange}
          aria-keyshortcuts="F7 N"
          disabled={place.all === 0}
          onClick={() => step(1)}
        >
          <ChevronDown size={18} aria-hidden="true" />
        </IconButton>
      </Tooltip>
    </div>
  )
}

/** F7 and N forward, with Shift or P backward; letters only where nobody writes or chooses. */
export function stepOf(
  event: Pick<
    KeyboardEvent,
    'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey' | 'isComposing' | 'target'
  >,
): 1 | -1 | undefined {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return undefined
  if (event.key === 'F7') return event.shiftKey ? -1 : 1
  const { target } = event
  if (
    target instanceof Element &&
    target.closest(
      'input:not([type="checkbox"], [type="range"]), select, textarea, [role="dialog"], [role="menu"]',
    )
  )
    return undefined
  const letter = event.key.toLowerCase()
  if (letter === 'n') return 1
  return letter === 'p' ? -1 : undefined
}

function changesOn(desk: RefObject<HTMLElement | null>): readonly Element[] {
  return [...(desk.current?.querySelectorAll('[data-change]') ?? [])]
}

/** Before the first step: the first change that is in sight or below, or above when going back. */
function nearest(changes: readonly Element[], desk: RefObject<HTMLElement | null>, by: 1 | -1): number {
  const top = desk.current?.getBoundingClientRect().top ?? 0
  const below = changes.findIndex((element) => element.getBoundingClientRect().top >= top)
  if (below === -1) return by === 1 ? 0 : changes.length - 1
  return by === 1 ? below : below - 1
}

function show(element: HTMLElement): void {
  element.tabIndex = -1
  element.focus({ preventScroll: true })
  element.scrollIntoView({ block: 'center' })
  // Sections on the way that were out of sight only now get their real height.
  requestAnimationFrame(() => element.scrollIntoView({ block: 'center' }))
}

import { useEffect } from 'react'

/** The regions of the drafting page in the order of F6; each marks itself with `data-region`. */
export const REGIONS = ['header', 'toolbar', 'outline', 'page'] as const
export type Region = (typeof REGIONS)[number]

const FOCUSABLE =
  '[contenteditable="true"], [tabindex="0"], a[href]:not([tabindex="-1"]), button:not([disabled]):not([tabindex="-1"])'

/** F6 and Shift+F6 go round the regions, Alt+F10 goes to the toolbar: as in the office programs people know. */
export function useRegionKeys(): void {
  useEffect(() => {
    const handleKey = (event: KeyboardEvent) => {
      const target = wantedRegion(event)
      if (target && focusRegion(target)) event.preventDefault()
    }
    document.addEventListener('keydown', handleKey)
    return () => document.removeEventListener('keydown', handleKey)
  }, [])
}

/** Puts the focus where it last was in a region, or at its first stop. Answers whether there was one. */
export function focusRegion(region: Region): boolean {
  const root = document.querySelector<HTMLElement>(`[data-region="${region}"]`)
  // A roving group that was never entered is itself the stop, and hands the focus on to its first button.
  const stop = root?.matches(FOCUSABLE) ? root : root?.querySelector<HTMLElement>(FOCUSABLE)
  stop?.focus()
  return stop !== null && stop !== undefined
}

function wantedRegion(event: KeyboardEvent): Region | undefined {
  if (event.key === 'F10' && event.altKey) return 'toolbar'
  if (event.key !== 'F6' || event.ctrlKey || event.altKey || event.metaKey) return undefined
  // Over an open dialog the page behind it is out of reach.
  if (document.querySelector('[role="dialog"], [role="alertdialog"]')) return undefined
  return nextRegion(currentRegion(), event.shiftKey ? -1 : 1)
}

export function nextRegion(current: Region | undefined, step: 1 | -1): Region {
  if (!current) return step === 1 ? 'header' : 'page'
  const place = REGIONS.indexOf(current) + step
  return REGIONS[(place + REGIONS.length) % REGIONS.length] ?? 'page'
}

function currentRegion(): Region | undefined {
  const name = document.activeElement?.closest('[data-region]')?.getAttribute('data-region')
  return REGIONS.find((region) => region === name)
}

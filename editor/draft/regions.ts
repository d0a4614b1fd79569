import { useEffect } from 'react'

/** The regions of the drafting page in the order of F6; each marks itself with `data-region`. */
export const REGIONS = ['header', 'toolbar', 'outline', 'page', 'check', 'review'] as const
export type Region = (typeof REGIONS)[number]

const FOCUSABLE =
  '[contenteditable="true"], [tabindex="0"], a[href]:not([tabindex="-1"]), button:not([disabled]):not([tabindex="-1"])'

/** F6 and Shift+F6 go round the regions, Alt+F10 goes to the toolbar: as in the office programs people know. */
export function useRegionKeys(): void {
  useEffect(() => {
    const handleKey = (event: KeyboardEvent) => {
      if (wantedRegions(event).some(focusRegion)) event.preventDefault()
    }
    document.addEventListener('keydown', handleKey)
    return () => document.removeEventListener('keydown', handleKey)
  }, [])
}

/** Puts the focus where it last was in a region, or at its first stop. Answers whether there was one. */
export function focusRegion(region: Region): boolean {
  const root = document.querySelector<HTMLElement>(`[data-region="${region}"]`)
  // A roving group that was never entered is itself the stop, and hands the focus on to its first button.
  // Of the page the text itself, whatever buttons stand above it on the sheet.
  const stop = root?.matches(FOCUSABLE)
    ? root
    : (root?.querySelector<HTMLElement>('[contenteditable="true"]') ??
      root?.querySelector<HTMLElement>(FOCUSABLE))
  stop?.focus()
  // What is hidden takes no focus.
  return root?.contains(document.activeElement) ?? false
}

/** The first of them that is on the page: not every region always is. */
function wantedRegions(event: KeyboardEvent): readonly Region[] {
  if (event.key === 'F10' && event.altKey) return ['toolbar']
  if (event.key !== 'F6' || event.ctrlKey || event.altKey || event.metaKey) return []
  // Over an open dialog the page behind it is out of reach.
  if (document.querySelector('[role="dialog"], [role="alertdialog"]')) return []
  const step = event.shiftKey ? -1 : 1
  const wanted = [nextRegion(currentRegion(), step)]
  while (wanted.length < REGIONS.length) wanted.push(nextRegion(wanted.at(-1), step))
  return wanted
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

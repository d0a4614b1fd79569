import { type Observable, createCell } from './connection/cell.ts'
import { type SaveState, sameSaveState } from './connection/save-state.ts'

/** Saved text is called so when the hands have rested this long: between two keystrokes nobody reads it. */
const REST_MS = 400
/** How often the count of changes on their way is drawn anew. */
const RECOUNT_MS = 1000

const observed = new WeakMap<Observable<SaveState>, Observable<SaveState>>()

/**
 * What is said about saving, as a person reads it. Every keystroke is unsaved for some milliseconds and saved again:
 * drawing both would cost more than the keystroke. So *saving* stands from the first key until the pause after the last,
 * all else is shown at once; *saved* is never shown while anything is not.
 *
 *     save    saved saving saved saving saved ......... saved
 *     shown   saved saving                    (400 ms)  saved
 */
export function shownSave(save: Observable<SaveState>): Observable<SaveState> {
  const known = observed.get(save)
  if (known) return known
  const shown = createCell<SaveState>(save.get(), sameSaveState)
  let timer: ReturnType<typeof setTimeout> | undefined
  let timedFor: SaveState['state'] | undefined

  const show = () => {
    clearTimeout(timer)
    timedFor = undefined
    shown.set(save.get())
  }
  const showAfter = (delay: number, state: SaveState['state']) => {
    if (timedFor === state) return
    clearTimeout(timer)
    timedFor = state
    timer = setTimeout(show, delay)
  }
  const handleChange = () => {
    const { state } = save.get()
    if (shown.get().state !== 'saving') show()
    else if (state === 'saved') showAfter(REST_MS, state)
    else if (state === 'saving') showAfter(RECOUNT_MS, state)
    else show()
  }
  // Lives as long as the connection does: both go when it stops.
  save.subscribe(handleChange)
  observed.set(save, shown)
  return shown
}

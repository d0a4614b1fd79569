/** Thirty pages hear of twenty changes: each asks at once, and once more when it has become quiet. */
const PAUSE_MS = 300

export function calmly(act: () => void): { readonly tell: () => void; readonly stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let again = false
  const tell = () => {
    again = timer !== undefined
    if (again) return
    act()
    timer = setTimeout(() => {
      timer = undefined
      if (again) tell()
    }, PAUSE_MS)
  }
  return { tell, stop: () => clearTimeout(timer) }
}

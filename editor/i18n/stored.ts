/**
 * Small choices a person makes, kept in this browser. Storage may be forbidden by policy or full: then the choice simply
 * lasts until the page is closed.
 */
export function readStored(key: string): string | undefined {
  try {
    return window.localStorage.getItem(`cung-soan.${key}`) ?? undefined
  } catch {
    return undefined
  }
}

export function store(key: string, value: string): void {
  try {
    window.localStorage.setItem(`cung-soan.${key}`, value)
  } catch {
    // See above: nothing to tell the person.
  }
}

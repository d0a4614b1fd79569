/** A recipient without the dash in front and the mark behind it: the paper sets them by itself. */
export function bareRecipient(line: string): string {
  return line
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .replace(/^[-–—•+]\s*/u, '')
    .replace(/[,;.]+$/u, '')
}

/** As `toSpliced`, which the last Chrome of Windows 7 lacks. */
export function spliced<T>(list: readonly T[], at: number, removed: number, ...put: readonly T[]): T[] {
  return [...list.slice(0, at), ...put, ...list.slice(at + removed)]
}

/** Several lines put in at the caret of one: the first and the last join what stands around it. */
export function pasteLines(
  recipients: readonly string[],
  at: { readonly index: number; readonly from: number; readonly to: number },
  text: string,
): { readonly recipients: readonly string[]; readonly last: number } {
  const lines = text
    .split(/[\r\n]+/u)
    .map(bareRecipient)
    .filter((line) => line !== '' && !/^nơi nhận\s*:?$/iu.test(line))
  const line = recipients[at.index] ?? ''
  const before = line.slice(0, at.from)
  const after = line.slice(at.to)
  const put = lines.map((one, place) => {
    const head = place === 0 ? before : ''
    return `${head}${one}${place === lines.length - 1 ? after : ''}`
  })
  const next = spliced(recipients, at.index, 1, ...(put.length > 0 ? put : [before + after]))
  return { recipients: next, last: at.index + Math.max(0, put.length - 1) }
}

/** Moves one line up (-1) or down (1); the same list where it cannot. */
export function moveLine(recipients: readonly string[], index: number, step: -1 | 1): readonly string[] {
  const to = index + step
  const line = recipients[index]
  if (line === undefined || to < 0 || to >= recipients.length) return recipients
  return spliced(spliced(recipients, index, 1), to, 0, line)
}

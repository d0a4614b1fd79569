/** Whether a text holds what somebody typed to find it: with or without the marks of Vietnamese, in any case. */
export function matches(text: string, wanted: string): boolean {
  const plain = wanted.trim()
  if (plain === '') return true
  return fold(text).includes(fold(plain))
}

function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd')
}

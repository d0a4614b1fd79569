// No database sorts Đ after D as Vietnamese does, and these lists are short.
const collator = new Intl.Collator('vi', { numeric: true })

/** Names in the order of the Vietnamese alphabet. */
export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return collator.compare(a.name, b.name)
}

/** The id of the element that shows a thread beside the text: marked words lead to it, for who cannot see where it is. */
export function cardId(threadId: string): string {
  return `gop-y-${threadId}`
}

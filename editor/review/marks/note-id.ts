/** The id of the note that says what thread marked words belong to, for who cannot see the card beside them. */
export function noteId(threadId: string): string {
  return `gop-y-${threadId}`
}

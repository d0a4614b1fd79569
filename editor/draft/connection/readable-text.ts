import * as Y from 'yjs'

/**
 * The words an update carries, for a person to read and copy: insertions in the order they were made, a line for each
 * place they were made at. Formatting and deletions of older text have no words.
 */
export function readableText(update: Uint8Array): string {
  const { structs, ds } = Y.decodeUpdate(update)
  const isDeleted = (client: number, clock: number) =>
    (ds.clients.get(client) ?? []).some((range) => clock >= range.clock && clock < range.clock + range.len)

  const lines: string[] = []
  let end: Y.ID | undefined
  for (const struct of structs) {
    if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) continue
    const { client, clock } = struct.id
    const text = struct.content.str
      .split('')
      .filter((_, at) => !isDeleted(client, clock + at))
      .join('')
    const continues = end !== undefined && struct.origin !== null && Y.compareIDs(struct.origin, end)
    end = struct.lastId
    if (text === '') continue
    if (continues && lines.length > 0) lines[lines.length - 1] += text
    else lines.push(text)
  }
  return lines.join('\n').normalize('NFC')
}

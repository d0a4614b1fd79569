import * as Y from 'yjs'
import { must } from '../../report/must.ts'
import { sectionsOf, textOf } from '../report-text.ts'

/** One typist's keys, encoded beforehand by Yjs itself: update k carries clock k of this client. */
export type Typist = {
  readonly client: number
  readonly updates: readonly Uint8Array[]
  readonly presence: readonly unknown[]
}

const letters = 'công tác quán triệt nghị quyết của tỉnh uỷ '

/** A caret as y-prosemirror publishes it, with the identity that our server would overwrite anyway. */
export function presenceOf(client: number, clock: number): unknown {
  const position = { type: { client, clock: 0 }, tname: null, item: { client, clock }, assoc: 0 }
  return {
    user: {
      id: `u${client}`,
      name: `Người soạn ${client % 1000}`,
      office: 'Ban Tuyên giáo',
      color: '#1f6feb',
    },
    cursor: { anchor: position, head: position },
  }
}

/** What a drafter who types `keys` letters in one section of the report sends. */
export function typist(state: Uint8Array, index: number, client: number, keys: number): Typist {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, state)
  doc.clientID = client
  const sections = sectionsOf(doc)
  const text = textOf(must(sections[index % sections.length], 'a section'))
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  const start = Math.floor(text.length / 2)
  for (let key = 0; key < keys; key += 1)
    text.insert(start + key, must(letters[key % letters.length], 'a letter'))
  doc.destroy()
  return { client, updates, presence: updates.map((_, key) => presenceOf(client, key)) }
}

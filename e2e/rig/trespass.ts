import * as Y from 'yjs'
import { MESSAGE } from '../../report/wire/messages.ts'
import {
  EMPTY_UPDATE,
  gcStruct,
  handWritten,
  presence,
  stringAfter,
  syncFrame,
  step1,
  step2,
  textStruct,
  update,
} from './frames.ts'
import { newParagraph, sectionsOf } from './stock-client.ts'
import type { Random } from './random.ts'

/** Frames of somebody who may only read: some as a confused page might send them, most as a forger would. */
export type Trespasser = {
  /** A frame that can be read; it may be refused, and closes no socket. */
  frame(): Uint8Array
  /** Any bytes: written by hand, damaged, or mere noise. */
  noise(): Uint8Array
}

/** `state`: the report as they see it. `victims`: client ids of others who write in it. */
export function createTrespasser(state: Uint8Array, victims: readonly number[], random: Random): Trespasser {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, state)
  const root = doc.getXmlFragment('report')
  const own = doc.clientID
  const known = Y.decodeStateVector(Y.encodeStateVector(doc))

  const edit = (): Uint8Array => {
    doc.clientID = random.chance(0.4) ? random.pick(victims) : own
    const made: Uint8Array[] = []
    const collect = (bytes: Uint8Array): void => void made.push(bytes)
    doc.on('update', collect)
    const change = random.pick(EDITS)
    doc.transact(() => change(root, random))
    doc.off('update', collect)
    return made[0] ?? EMPTY_UPDATE
  }
  const byHand = (): Uint8Array => {
    const victim = random.pick(victims)
    const clock = known.get(victim) ?? 0
    const target = { client: victim, clock: random.below(clock + 1) }
    return random.pick([
      () => handWritten(victim, clock, [stringAfter(target, 'giả')]),
      () => handWritten(own + 1, 0, [stringAfter(target, 'chen vào')]),
      () => handWritten(victim, clock, [gcStruct(random.between(1, 50))]),
      () => handWritten(own, 0, [], [{ ...target, length: random.between(1, 40) }]),
      () => handWritten(own + 2, 0, [textStruct({ client: victim, clock: 0 })]),
    ])()
  }
  const anyEdit = (): Uint8Array => (random.chance(0.95) ? edit() : state)
  const caret = (): Uint8Array => {
    const client = random.chance(0.3) ? random.pick(victims) : own
    const name = random.pick(['Người soạn 1', '', 'Kẻ mạo danh'])
    return presence([{ client, clock: random.between(1, 1_000_000), state: { user: { name } } }])
  }
  const frame = (): Uint8Array => {
    const dice = random.real()
    if (dice < 0.1) return caret()
    return dice < 0.55 ? update(anyEdit()) : step2(anyEdit())
  }
  const noise = (): Uint8Array => {
    const bytes = random.chance(0.1) ? step1(doc) : frame()
    switch (random.below(8)) {
      case 6:
      case 7:
        return update(byHand())
      case 0:
        return random.bytes(random.between(0, 200))
      case 1:
        return bytes.slice(0, random.below(bytes.length + 1))
      case 2:
        return syncFrame(random.below(6), random.bytes(random.below(60)))
      case 3:
        return new Uint8Array([MESSAGE.sync, ...random.bytes(random.between(1, 20)), ...bytes])
      default:
        return flipped(bytes, random)
    }
  }
  return { frame, noise }
}

function flipped(bytes: Uint8Array, random: Random): Uint8Array {
  const damaged = bytes.slice()
  for (let times = random.between(1, 4); times > 0 && damaged.length > 0; times--) {
    const at = random.below(damaged.length)
    damaged[at] = (damaged[at] ?? 0) ^ (1 << random.below(8))
  }
  return damaged
}

function anyText(root: Y.XmlFragment, random: Random): Y.XmlText | undefined {
  const texts = [...root.createTreeWalker((node) => node instanceof Y.XmlText)] as Y.XmlText[]
  return texts.length === 0 ? undefined : random.pick(texts)
}

function anyElement(root: Y.XmlFragment, random: Random): Y.XmlElement | undefined {
  const elements = [...root.createTreeWalker((node) => node instanceof Y.XmlElement)] as Y.XmlElement[]
  return elements.length === 0 ? undefined : random.pick(elements)
}

const EDITS: readonly ((root: Y.XmlFragment, random: Random) => void)[] = [
  (root, random) => {
    const text = anyText(root, random)
    text?.insert(random.below(text.length + 1), 'Tôi sửa được!')
  },
  (root, random) => {
    const text = anyText(root, random)
    if (!text || text.length === 0) return
    const at = random.below(text.length)
    text.delete(at, random.between(1, text.length - at))
  },
  (root, random) => {
    const text = anyText(root, random)
    if (text && text.length > 0) text.format(0, random.between(1, text.length), { bold: true })
  },
  (root, random) => anyElement(root, random)?.setAttribute(random.pick(['id', 'title', 'level']), 'khác'),
  (root, random) => {
    const [...sections] = sectionsOf(root)
    if (sections.length > 0) newParagraph(random.pick(sections), `la${random.below(1e9)}`).insert(0, 'Thêm.')
  },
  (root, random) => {
    const section = new Y.XmlElement('section')
    section.setAttribute('id', `la${random.below(1e9)}`)
    root.insert(random.below(root.length + 1), [section])
  },
  (root, random) => {
    if (root.length > 3) root.delete(random.below(root.length), 1)
  },
  (root, random) => {
    const element = anyElement(root, random)
    if (element && element.length > 0) element.delete(0, element.length)
  },
]

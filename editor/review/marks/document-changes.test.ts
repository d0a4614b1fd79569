import { type Node, Schema } from '@tiptap/pm/model'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { changesBetween, mapOfChanges } from './document-changes.ts'

const schema = new Schema({
  nodes: {
    doc: { content: 'section*' },
    section: { content: 'paragraph*' },
    paragraph: { content: 'text*' },
    text: {},
  },
})

/** Sections of paragraphs. */
type Text = readonly (readonly string[])[]

/** As the binding does it: what did not change is the same node. */
function docOf(text: Text, kept: Map<string, Node>): Node {
  const keep = (name: string, make: () => Node): Node => {
    const node = kept.get(name) ?? make()
    kept.set(name, node)
    return node
  }
  const sections = text.map((paragraphs) =>
    keep(JSON.stringify(paragraphs), () =>
      schema.node(
        'section',
        null,
        paragraphs.map((words) =>
          keep(words, () => schema.node('paragraph', null, words === '' ? [] : [schema.text(words)])),
        ),
      ),
    ),
  )
  return schema.node('doc', null, sections)
}

const texts = fc.array(fc.array(fc.stringMatching(/^[ab]{0,4}$/), { maxLength: 4 }), { maxLength: 5 })

it('names all that changed: with those stretches taken from the new state, the old one becomes it', () => {
  fc.assert(
    fc.property(texts, texts, (one, other) => {
      const kept = new Map<string, Node>()
      const [before, after] = [docOf(one, kept), docOf(other, kept)]
      const changes = changesBetween(before, after)
      const map = mapOfChanges(changes)
      let end = 0
      for (const { start, old } of changes) {
        expect(start).toBeGreaterThanOrEqual(end)
        end = start + old
      }
      expect(map.map(before.content.size)).toBe(after.content.size)
      for (let pos = 0; pos < before.content.size; pos++) {
        if (changes.some(({ start, old }) => pos + 1 > start && pos < start + old)) continue
        const [was, is] = [before.resolve(pos), after.resolve(map.map(pos, 1))]
        expect([is.depth, letterAfter(is)]).toEqual([was.depth, letterAfter(was)])
      }
    }),
    { numRuns: 500 },
  )
})

it('leaves what stands between two edited paragraphs alone', () => {
  const kept = new Map<string, Node>()
  const before = docOf([['a', 'b'], ['ab'], ['ba']], kept)
  const after = docOf([['aa', 'b'], ['ab'], ['bab']], kept)
  expect(changesBetween(before, after)).toEqual([
    { start: 3, old: 0, now: 1 },
    { start: 18, old: 0, now: 1 },
  ])
})

function letterAfter({ parent, parentOffset }: ReturnType<Node['resolve']>): string {
  return parent.isTextblock ? parent.textContent.charAt(parentOffset) : ''
}

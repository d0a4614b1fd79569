import { type Extensions, type JSONContent, mergeAttributes, Node } from '@tiptap/core'
import { ListItem } from '@tiptap/extension-list'
import { StarterKit } from '@tiptap/starter-kit'

import type { Block, Mention, Run } from '../../../report/review/message-text.ts'

/** One word to the caret: it is written by the mention list and deleted in one stroke. */
const MentionNode = Node.create({
  name: 'mention',
  group: 'inline',
  inline: true,
  atom: true,
  selectable: false,
  addAttributes: () => ({ of: { default: 'user' }, id: { default: '' }, name: { default: '' } }),
  renderText: ({ node }) => `@${String(node.attrs.name)}`,
  renderHTML: ({ node, HTMLAttributes }) => [
    'span',
    mergeAttributes(HTMLAttributes, { class: 'mention' }),
    `@${String(node.attrs.name)}`,
  ],
})

/** What a message may hold, and nothing else: pasted pages are cut down to it. */
export function messageExtensions(): Extensions {
  return [
    StarterKit.configure({
      blockquote: false,
      code: false,
      codeBlock: false,
      dropcursor: false,
      gapcursor: false,
      hardBreak: false,
      heading: false,
      horizontalRule: false,
      italic: false,
      link: false,
      listItem: false,
      strike: false,
      trailingNode: false,
      underline: false,
    }),
    ListItem.extend({ content: 'paragraph' }),
    MentionNode,
  ]
}

/** The field's document for a message. */
export function docOfBlocks(blocks: readonly Block[]): JSONContent {
  const content = blocks.map((block): JSONContent =>
    block.type === 'paragraph'
      ? paragraph(block.runs)
      : {
          type: block.ordered ? 'orderedList' : 'bulletList',
          content: block.items.map((runs) => ({ type: 'listItem', content: [paragraph(runs)] })),
        },
  )
  return { type: 'doc', content: content.length > 0 ? content : [paragraph([])] }
}

function paragraph(runs: readonly Run[]): JSONContent {
  const content = runs.flatMap((run): JSONContent[] => {
    if (run.type === 'mention') return [{ type: 'mention', attrs: { ...run.mention } }]
    if (run.text === '') return []
    return [{ type: 'text', text: run.text, ...(run.bold && { marks: [{ type: 'bold' }] }) }]
  })
  return { type: 'paragraph', ...(content.length > 0 && { content }) }
}

/** What stands in the field, as a message's blocks; empty paragraphs are none. */
export function blocksOfDoc(doc: JSONContent): readonly Block[] {
  return (doc.content ?? []).flatMap((node): Block[] => {
    if (node.type === 'paragraph') {
      const runs = runsOf(node)
      return isBlank(runs) ? [] : [{ type: 'paragraph', runs }]
    }
    const items = (node.content ?? []).map(({ content }) => runsOf(content?.[0] ?? {}))
    const filled = items.filter((runs) => !isBlank(runs))
    return filled.length > 0 ? [{ type: 'list', ordered: node.type === 'orderedList', items: filled }] : []
  })
}

function runsOf({ content = [] }: JSONContent): Run[] {
  return content.map((node): Run => {
    if (node.type === 'mention') return { type: 'mention', mention: mentionOf(node.attrs ?? {}) }
    const bold = node.marks?.some(({ type }) => type === 'bold') ?? false
    return { type: 'text', text: node.text ?? '', bold }
  })
}

function mentionOf({ of, id, name }: Readonly<Record<string, unknown>>): Mention {
  return { of: of === 'office' ? 'office' : 'user', id: String(id), name: String(name) }
}

function isBlank(runs: readonly Run[]): boolean {
  return runs.every((run) => run.type === 'text' && run.text.trim() === '')
}

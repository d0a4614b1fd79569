import { Editor, Extension, Node } from '@tiptap/core'
import { Bold } from '@tiptap/extension-bold'
import { Collaboration } from '@tiptap/extension-collaboration'
import { Italic } from '@tiptap/extension-italic'
import { BulletList, ListItem, OrderedList } from '@tiptap/extension-list'
import { Paragraph } from '@tiptap/extension-paragraph'
import { TableKit } from '@tiptap/extension-table'
import { Text } from '@tiptap/extension-text'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { must } from '../../../report/must.ts'

// The least that shows the same text: TipTap, Collaboration, the stock provider. No views, no guards, no shell.
const plainNodes = [
  Node.create({ name: 'doc', topNode: true, content: 'preamble section*' }),
  compartment('preamble', ['guidance']),
  compartment('section', ['id', 'level', 'title', 'fixed', 'guidance', 'invites']),
]

function compartment(name: string, attributes: readonly string[]): Node {
  return Node.create({
    name,
    content: 'block*',
    isolating: true,
    defining: true,
    addAttributes: () =>
      Object.fromEntries(attributes.map((attribute) => [attribute, { default: null, rendered: false }])),
    renderHTML: () => ['section', 0],
  })
}

const blockIds = Extension.create({
  name: 'blockIds',
  addGlobalAttributes: () => [
    {
      types: ['paragraph', 'bulletList', 'orderedList', 'table'],
      attributes: { id: { default: null, rendered: false } },
    },
  ],
})

const query = new URLSearchParams(location.search)
const doc = new Y.Doc()
const provider = new WebsocketProvider(
  must(query.get('server'), 'a server'),
  must(query.get('report'), 'a report'),
  doc,
  {
    disableBc: true,
  },
)
let editor: Editor | undefined
provider.once('sync', () => {
  editor = new Editor({
    element: document.querySelector<HTMLElement>('#page'),
    extensions: [
      ...plainNodes,
      blockIds,
      Paragraph,
      Text,
      Bold,
      Italic,
      BulletList,
      OrderedList,
      ListItem,
      TableKit,
      Collaboration.configure({ fragment: doc.getXmlFragment('report') }),
    ],
    enableInputRules: false,
    enablePasteRules: false,
  })
})
addEventListener('pagehide', () => editor?.destroy())

import type { Command, Extensions } from '@tiptap/core'
import { Bold } from '@tiptap/extension-bold'
import { BulletList, ListItem, OrderedList } from '@tiptap/extension-list'
import { Paragraph } from '@tiptap/extension-paragraph'
import { Subscript } from '@tiptap/extension-subscript'
import { Superscript } from '@tiptap/extension-superscript'
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table'
import { StarterKit } from '@tiptap/starter-kit'
import { BlockIds } from './block-ids.ts'
import { Preamble, ReportDocument, Section } from './compartments.ts'
import { Figure } from './figure.ts'
import { Footnote } from './footnote.ts'
import { LARGEST_SPAN, MARK } from './names.ts'

// Officials type "1. ", "- " and "*" themselves: nothing they type may turn into something else.
const asTyped = { addInputRules: () => [], addPasteRules: () => [] }

// Word marks headings by size and weight; a report has no headings inside a section, so they arrive as bold paragraphs.
const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6']

const boldRules = [
  { tag: 'strong' },
  // Google Docs wraps everything it copies in <b style="font-weight:normal">.
  { tag: 'b', getAttrs: (element: HTMLElement) => element.style.fontWeight !== 'normal' && null },
  { style: 'font-weight=400', clearMark: (mark: { type: { name: string } }) => mark.type.name === 'bold' },
  { style: 'font-weight', getAttrs: (weight: string) => /^(bold(er)?|[6-9]\d{2})$/.test(weight) && null },
]

/**
 * Of TipTap's kit: text, line break, italic, underline. The rest is either said below in the report's own way, or is no
 * part of an official report, or has a view. What the kit would turn "*so*" into is switched off where an editor is made.
 */
const textAndItsMarks = StarterKit.configure({
  document: false,
  paragraph: false,
  bold: false,
  bulletList: false,
  orderedList: false,
  listItem: false,
  listKeymap: false,
  blockquote: false,
  code: false,
  codeBlock: false,
  heading: false,
  horizontalRule: false,
  link: false,
  strike: false,
  dropcursor: false,
  gapcursor: false,
  trailingNode: false,
  undoRedo: false,
})

// Not `excludes` in the schema: two people may set one each on the same word, and invalid marks would be refused.
function toggleScript(on: string, off: string): Command {
  return ({ chain }) => chain().unsetMark(off).toggleMark(on).run()
}

/** Pasted from a spreadsheet, a cell may reach over sixteen thousand columns. */
function spanOf(name: keyof typeof LARGEST_SPAN): {
  default: number
  parseHTML: (cell: HTMLElement) => number
} {
  const read = (cell: HTMLElement) => Number.parseInt(cell.getAttribute(name) ?? '', 10) || 1
  return { default: 1, parseHTML: (cell) => Math.min(LARGEST_SPAN[name], Math.max(1, read(cell))) }
}

const spans = { colspan: spanOf('colspan'), rowspan: spanOf('rowspan') }

/**
 * The schema of a report as TipTap extensions, without views: what the browser edits, the server checks and the export
 * reads. Contents are `*` wherever two people's edits could empty a node that may still matter to a third.
 */
export function reportExtensions(): Extensions {
  return [
    textAndItsMarks,
    ReportDocument,
    Preamble,
    Section,
    Paragraph.extend({
      group: 'block cellBlock itemBlock',
      parseHTML: () => [{ tag: 'p' }, ...HEADINGS.map((tag) => ({ tag }))],
    }),
    BulletList.extend({ group: 'block cellBlock itemBlock list', ...asTyped }),
    OrderedList.extend({
      group: 'block cellBlock itemBlock list',
      addProseMirrorPlugins: () => [],
      ...asTyped,
    }),
    ListItem.extend({ content: 'itemBlock*' }),
    // Its editing behaviour is the editor's: see `editor/draft/editing/tables.ts`.
    Table.extend({ addNodeView: () => null, addProseMirrorPlugins: () => [] }).configure({
      resizable: false,
      View: null,
    }),
    TableRow,
    TableHeader.extend({
      content: 'cellBlock*',
      addAttributes() {
        return { ...this.parent?.(), ...spans }
      },
    }),
    TableCell.extend({
      content: 'cellBlock*',
      addAttributes() {
        return { ...this.parent?.(), ...spans }
      },
    }),
    Figure,
    Footnote,
    Bold.extend({ parseHTML: () => boldRules, ...asTyped }),
    Superscript.extend({
      addCommands() {
        return { ...this.parent?.(), toggleSuperscript: () => toggleScript(MARK.superscript, MARK.subscript) }
      },
    }),
    Subscript.extend({
      addCommands() {
        return { ...this.parent?.(), toggleSubscript: () => toggleScript(MARK.subscript, MARK.superscript) }
      },
    }),
    BlockIds,
  ]
}

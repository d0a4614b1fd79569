import { DOMParser as BlockParser, type Fragment, type Node } from '@tiptap/pm/model'
import { type EditorState, Plugin, PluginKey, Selection, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { isCompartment } from '../../../report/schema/names.ts'
import { cleanPastedText } from './clean-paste.ts'
import { flattenSlice } from './flatten-slice.ts'

export type PasteOptions = {
  /** Pictures pasted or dropped as files. Without it they are ignored. */
  readonly onPasteImages?: (files: readonly File[]) => void
  /** What was pasted was in these fonts from before Unicode, and is in Unicode now. */
  readonly onLegacyFonts?: (fonts: readonly string[]) => void
}

function pictures(transfer: DataTransfer | null): File[] {
  return [...(transfer?.files ?? [])].filter((file) => file.type.startsWith('image/'))
}

/** Word offers a picture of the text beside the text: only a clipboard without words is a picture. */
function hasWords(transfer: DataTransfer | null): boolean {
  if ((transfer?.getData('text/plain') ?? '').trim() !== '') return true
  const html = transfer?.getData('text/html') ?? ''
  return (
    html !== '' && (new DOMParser().parseFromString(html, 'text/html').body.textContent ?? '').trim() !== ''
  )
}

type Piece = { readonly sectionId: string | undefined; readonly element: Element }

/** The sections in what was copied here; `undefined` is the preamble. */
function copiedSections(html: string): Piece[] {
  if (!html.includes('data-pm-slice')) return []
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  return [...body.children].flatMap((element) => {
    if (element.matches('div[data-preamble]')) return { sectionId: undefined, element }
    const sectionId = element.getAttribute('data-section')
    return sectionId === null ? [] : { sectionId, element }
  })
}

function isBlank(section: Node): boolean {
  return section.childCount <= 1 && section.textContent === '' && section.firstChild?.isTextblock !== false
}

type Target = { readonly node: Node; readonly pos: number; readonly content: Fragment }

function findTarget(doc: Node, piece: Piece, parser: BlockParser): Target | undefined {
  let target: Target | undefined
  doc.forEach((node, pos) => {
    const same =
      piece.sectionId === undefined ? node.attrs.id === undefined : node.attrs.id === piece.sectionId
    if (!same || !isCompartment(node.type.name) || target) return
    target = {
      node,
      pos,
      content: parser.parse(piece.element, { topNode: node.type.create(node.attrs) }).content,
    }
  })
  return target
}

/**
 * Everything cut and pasted again goes back under the headings it came from, when all of these are still empty. Otherwise
 * undefined: then all blocks go, in order, where the caret is.
 */
export function backToSections(state: EditorState, html: string): Transaction | undefined {
  const pieces = copiedSections(html)
  if (pieces.length < 2) return undefined
  const parser = BlockParser.fromSchema(state.schema)
  const targets = pieces.flatMap((piece) => findTarget(state.doc, piece, parser) ?? [])
  if (targets.length < pieces.length || !targets.every(({ node }) => isBlank(node))) return undefined
  const { tr } = state
  for (const { node, pos, content } of targets.toSorted((a, b) => b.pos - a.pos)) {
    tr.replaceWith(pos + 1, pos + node.nodeSize - 1, content)
  }
  const last = targets.reduce((end, { pos, node }) => Math.max(end, pos + node.nodeSize), 0)
  return tr.setSelection(Selection.near(tr.doc.resolve(tr.mapping.map(last) - 1), -1)).setMeta('paste', true)
}

function pasteBack(view: EditorView, transfer: DataTransfer | null): boolean {
  const tr = backToSections(view.state, cleanPastedText(transfer?.getData('text/html') ?? ''))
  if (tr) view.dispatch(tr.scrollIntoView())
  return tr !== undefined
}

/** Pasting and dropping: composed letters, no headings of the outline, pictures only through the hook. */
export function pastePlugin({ onPasteImages }: PasteOptions): Plugin {
  const takePictures = (transfer: DataTransfer | null) => {
    const files = pictures(transfer)
    if (files.length === 0 || hasWords(transfer)) return false
    onPasteImages?.(files)
    return true
  }
  return new Plugin({
    key: new PluginKey('paste'),
    props: {
      transformPastedText: cleanPastedText,
      transformPasted: flattenSlice,
      handlePaste: (view, event) => takePictures(event.clipboardData) || pasteBack(view, event.clipboardData),
      handleDrop: (_view, event) => takePictures(event.dataTransfer),
    },
  })
}

import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { Mapping } from '@tiptap/pm/transform'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import * as Y from 'yjs'
import { authorRuns, type AuthorRun, type Share, sharesOf } from '../../report/attribution/words-by-author.ts'
import { FRAGMENT } from '../../report/schema/names.ts'
import { isLocalEdit } from '../draft/editing/local-edit.ts'
import { changesBetween, mapOfChanges } from '../review/marks/document-changes.ts'
import type { AuthorBook } from './author-book.ts'
import './author-marks.css'

export type AuthorMarksOptions = {
  readonly doc: Y.Doc
  readonly book: () => AuthorBook | undefined
  readonly sayShares: (shares: readonly Share[], book: AuthorBook) => string
  /** Who wrote the paragraph that the caret is in. */
  readonly onCaret: (shares: readonly Share[]) => void
}

export const authorMarksKey = new PluginKey<DecorationSet>('authorMarks')

/** How soon after an edit or a scroll the colours follow. */
const SETTLE_MS = 120
const COMPOSED_MS = 100
/** Beyond the screen so much text (a screen holds some three thousand letters) is coloured in advance. */
const AHEAD = 4_000

/**
 * Colours the text near the screen by who wrote it, and says so of each paragraph under the mouse. Only while it is
 * registered: who does not look pays nothing.
 */
export function authorMarks(options: AuthorMarksOptions): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    key: authorMarksKey,
    state: {
      init: () => DecorationSet.empty,
      apply: (tr, marks) => {
        const drawn = tr.getMeta(authorMarksKey) as DecorationSet | undefined
        return drawn ?? (tr.docChanged ? mapped(marks, tr) : marks)
      },
    },
    props: { decorations: (state) => authorMarksKey.getState(state) },
    view: (view) => drawMarks(view, options),
  })
}

function mapped(marks: DecorationSet, tr: Transaction): DecorationSet {
  if (isLocalEdit(tr)) return marks.map(tr.mapping, tr.doc)
  const changes = changesBetween(tr.before, tr.doc)
  return changes.length === 0 ? marks : marks.map(new Mapping([mapOfChanges(changes)]), tr.doc)
}

function drawMarks(view: EditorView, options: AuthorMarksOptions) {
  let timer: ReturnType<typeof setTimeout> | undefined
  const soon = (delay: number) => {
    clearTimeout(timer)
    timer = setTimeout(draw, delay)
  }
  const draw = () => {
    if (view.isDestroyed) return
    // Redrawn under an input method, a word is doubled or lost.
    if (view.composing) return soon(COMPOSED_MS)
    const book = options.book()
    const marks = authorMarksKey.getState(view.state)
    if (!book || !marks) return
    const { found, caret } = readMarks(view, { ...options, book })
    options.onCaret(caret)
    const next = withMarks(marks, found, view.state.doc)
    if (next === marks) return
    view.dispatch(view.state.tr.setMeta(authorMarksKey, next).setMeta('addToHistory', false))
  }
  const onScroll = () => soon(SETTLE_MS)
  addEventListener('scroll', onScroll, { capture: true, passive: true })
  addEventListener('resize', onScroll)
  soon(0)
  return {
    update: (_view: EditorView, before: { doc: Node; selection: unknown }) => {
      if (before.doc !== view.state.doc || before.selection !== view.state.selection) soon(SETTLE_MS)
    },
    destroy: () => {
      clearTimeout(timer)
      removeEventListener('scroll', onScroll, { capture: true })
      removeEventListener('resize', onScroll)
    },
  }
}

type Place = { readonly from: number; readonly to: number }
type Found = Place & { readonly color: string | undefined; readonly title: string | undefined }
type Reading = Omit<AuthorMarksOptions, 'book'> & { readonly book: AuthorBook }

function readMarks(view: EditorView, options: Reading): { found: Found[]; caret: readonly Share[] } {
  const { doc, selection } = view.state
  const near = placeOnScreen(view)
  const head = selection.head
  const found: Found[] = []
  let caret: readonly Share[] = []

  const block = (element: Y.XmlElement, node: Node, pos: number): AuthorRun[] => {
    const runs: AuthorRun[] = []
    const marks: Found[] = []
    let at = 0
    for (const child of element.toArray()) {
      if (child instanceof Y.XmlText) {
        for (const run of authorRuns(child, options.book.authors)) {
          const from = pos + 1 + at
          at += run.text.length
          runs.push(run)
          const person = options.book.person(run.userId)
          if (person) marks.push({ from, to: pos + 1 + at, color: person.color, title: undefined })
        }
      } else if (child instanceof Y.XmlElement) {
        const { node: inner } = node.content.size > at ? node.childAfter(at) : { node: null }
        if (!inner) return []
        if (inner.inlineContent) runs.push(...block(child, inner, pos + 1 + at))
        at += inner.nodeSize
      }
    }
    // The field does not show what the document holds, as in the middle of a change: another time, then.
    if (at !== node.content.size) return []
    found.push(...marks)
    return runs
  }
  const walk = (element: Y.XmlFragment, node: Node, start: number): void => {
    if (element.length !== node.childCount) return
    const children = element.toArray()
    node.forEach((child, offset, index) => {
      const pos = start + offset
      const end = pos + child.nodeSize
      const isHere = pos < head && head < end
      if (!isHere && (end < near.from || pos > near.to)) return
      const own = children[index]
      if (!(own instanceof Y.XmlElement)) return
      if (!child.inlineContent) return walk(own, child, pos + 1)
      const shares = sharesOf(block(own, child, pos)).filter(({ userId }) => options.book.person(userId))
      if (isHere) caret = shares
      if (shares.length > 0)
        found.push({ from: pos, to: end, color: undefined, title: options.sayShares(shares, options.book) })
    })
  }
  walk(options.doc.getXmlFragment(FRAGMENT), doc, 0)
  return { found, caret }
}

function placeOnScreen(view: EditorView): Place {
  const box = view.dom.getBoundingClientRect()
  const left = box.left + box.width / 2
  const at = (top: number) => view.posAtCoords({ left, top })?.pos
  const top = at(Math.max(box.top, 0) + 4) ?? at(innerHeight / 3) ?? 0
  const bottom = at(Math.min(box.bottom, innerHeight) - 4) ?? top + AHEAD
  return { from: Math.min(top, bottom) - AHEAD, to: Math.max(top, bottom) + AHEAD }
}

function nameOf({ from, to, color, title }: Found): string {
  return `${from} ${to} ${color ?? ''} ${title ?? ''}`
}

/** The same set where all is drawn so already; what stands as it should is not touched. */
function withMarks(marks: DecorationSet, found: readonly Found[], doc: Node): DecorationSet {
  const left = new Map(
    marks.find().map((one) => [nameOf({ ...(one.spec as Found), from: one.from, to: one.to }), one]),
  )
  const added: Decoration[] = []
  for (const one of found) if (!left.delete(nameOf(one))) added.push(drawn(one))
  if (left.size === 0 && added.length === 0) return marks
  return marks.remove([...left.values()]).add(doc, added)
}

function drawn({ from, to, color, title }: Found): Decoration {
  if (title !== undefined) return Decoration.node(from, to, { title }, { color, title })
  return Decoration.inline(
    from,
    to,
    { class: 'author-run', style: `--author: ${color}; --author-soft: ${color}1f` },
    { color, title },
  )
}

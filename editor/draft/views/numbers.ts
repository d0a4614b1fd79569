import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { sectionNumbers } from '../../../outline/numbering.ts'
import { NODE } from '../../../report/schema/names.ts'
import { appendixOf } from '../../../report/sections.ts'
import { FootnoteView } from './footnote-view.ts'
import type { Observable } from '../connection/cell.ts'
import type { CompartmentView, HeadingMark, SectionView } from './section-view.ts'

/** The node views on the page, found by their element. */
export type DrawnViews = {
  /** The opening paragraphs and the sections. */
  readonly compartments: WeakMap<globalThis.Node, CompartmentView>
  readonly sections: WeakMap<globalThis.Node, SectionView>
  readonly footnotes: WeakMap<globalThis.Node, FootnoteView>
}

// ProseMirror nodes never change: what was counted once stays true, so a keystroke counts again in one paragraph only.
const footnoteCounts = new WeakMap<Node, number>()

/** How many footnotes there are in a node. */
export function countFootnotes(node: Node): number {
  if (node.isText) return 0
  if (node.type.name === NODE.footnote) return 1
  const known = footnoteCounts.get(node)
  if (known !== undefined) return known
  let count = 0
  node.forEach((child) => (count += countFootnotes(child)))
  footnoteCounts.set(node, count)
  return count
}

function eachFootnote(parent: Node, pos: number, visit: (pos: number) => void): void {
  parent.forEach((child, offset) => {
    if (child.isText || countFootnotes(child) === 0) return
    const at = pos + offset
    if (child.type.name === NODE.footnote) visit(at)
    else eachFootnote(child, at + 1, visit)
  })
}

function numberSections(view: EditorView, drawn: DrawnViews, mark: HeadingMark): void {
  const places: { pos: number; level: number; appendix: boolean }[] = []
  view.state.doc.forEach(({ type, attrs }, pos) => {
    if (type.name !== NODE.section) return
    places.push({ pos, level: Number(attrs.level), appendix: appendixOf(attrs) !== null })
  })
  const numbers = sectionNumbers(places)
  for (const [index, { pos }] of places.entries()) {
    const dom = view.nodeDOM(pos)
    if (dom) drawn.sections.get(dom)?.showNumber(numbers[index] ?? '', mark)
  }
}

/** Numbers the footnotes from `first` on: those of sections that changed, and all after a section that gained or lost some. */
function numberFootnotes(view: EditorView, drawn: DrawnViews, before: Node | undefined): void {
  let number = 0
  let moved = before === undefined
  view.state.doc.forEach((section, pos, index) => {
    const old = before?.maybeChild(index)
    const count = countFootnotes(section)
    if (count > 0 && (moved || old !== section)) {
      let next = number
      eachFootnote(section, pos + 1, (at) => {
        next += 1
        const dom = view.nodeDOM(at)
        if (dom) drawn.footnotes.get(dom)?.showNumber(next)
      })
    }
    number += count
    moved ||= !old || countFootnotes(old) !== count
  })
}

function sameLevels(before: Node, after: Node): boolean {
  return (
    before.childCount === after.childCount &&
    before.children.every(({ attrs: { level, appendix } }, index) => {
      const { attrs } = after.child(index)
      return level === attrs.level && appendix === attrs.appendix
    })
  )
}

/** Keeps the numbers of sections and footnotes on the page right. Work per keystroke: one look at each section. */
export function numbering(drawn: DrawnViews, isFresh: () => boolean, mark: Observable<HeadingMark>): Plugin {
  return new Plugin({
    key: new PluginKey('numbering'),
    view: (mounted) => {
      isFresh()
      numberSections(mounted, drawn, mark.get())
      numberFootnotes(mounted, drawn, undefined)
      return {
        update: (view, { doc }) => {
          const redrawn = isFresh()
          if (doc === view.state.doc && !redrawn) return
          if (redrawn || !sameLevels(doc, view.state.doc)) numberSections(view, drawn, mark.get())
          numberFootnotes(view, drawn, redrawn ? undefined : doc)
        },
        destroy: mark.subscribe(() => numberSections(mounted, drawn, mark.get())),
      }
    },
  })
}

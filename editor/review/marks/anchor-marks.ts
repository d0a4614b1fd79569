import { Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { Mapping } from '@tiptap/pm/transform'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { PREAMBLE_ID } from '../../../report/permission/rights.ts'
import { NODE } from '../../../report/schema/names.ts'
import { isLocalEdit } from '../../draft/editing/local-edit.ts'
import { activation } from './activation.ts'
import './anchor-marks.css'
import { noteId } from './note-id.ts'
import { changesBetween, mapOfChanges } from './document-changes.ts'
import type { OpenedReview } from '../open-review.ts'
import type { Selected, TextPlace } from '../review.ts'
import { followNearSections } from './near-sections.ts'
import { type TextMap, readTextMap } from './text-map.ts'
import { CHOSEN } from './thread-places.ts'

/** How a thread's words look: `silent` ones, resolved or far from the screen, do not; where they are is known all the same. */
const TONES = ['open', 'active', 'silent'] as const
type Tone = (typeof TONES)[number]

type Mark = TextPlace & { readonly id: string; readonly tone: Tone; readonly isBlock: boolean }

type Marks = Readonly<Record<Tone, DecorationSet>> & {
  /** Others changed something where marks are: what was kept of those is a guess. */
  readonly stale: boolean
}

const key = new PluginKey<Marks>('commentMarks')
const { empty } = DecorationSet
const NONE: Marks = { open: empty, active: empty, silent: empty, stale: false }

/** How soon after edits the marks are looked at again: once for what comes together. */
const SETTLE_MS = 30
/** ProseMirror reads a composed word a moment after the event that ends it. */
const COMPOSED_MS = 60

/** Whatever ends what began with the mouse going down; what ends out of sight, too. */
const LETTING_GO = ['mouseup', 'dragend', 'blur', 'mousemove'] as const

const rangesOf = new WeakMap<Marks, ReadonlyMap<string, TextPlace>>()

/** Where threads' words are in this state, also resolved ones'. */
export function threadRanges(state: EditorState): ReadonlyMap<string, TextPlace> {
  const marks = key.getState(state) ?? NONE
  const known = rangesOf.get(marks)
  if (known) return known
  const ranges = new Map<string, TextPlace>()
  for (const tone of TONES) {
    for (const { from, to, spec } of marks[tone].find()) ranges.set(idOf(spec), { from, to })
  }
  rangesOf.set(marks, ranges)
  return ranges
}

/** The threads on whose words a position is, the closest around it first. Resolved ones only while they are looked at. */
export function threadsAt(state: EditorState, pos: number): string[] {
  const { open, active } = key.getState(state) ?? NONE
  return (
    [...open.find(pos, pos), ...active.find(pos, pos)]
      .map(({ from, to, spec }) => ({ id: idOf(spec), length: to - from }))
      // Always in the same order, so that clicks go round all of them.
      .toSorted((a, b) => a.length - b.length || (a.id < b.id ? -1 : 1))
      .map(({ id }) => id)
      .filter((id) => id !== CHOSEN)
  )
}

function idOf(spec: { threadId?: unknown }): string {
  return String(spec.threadId)
}

/** Shows in the text what threads are about, and brings both together: a click on marked words opens their thread. */
export function commentMarks(review: OpenedReview): Extension {
  return Extension.create({
    name: 'commentMarks',
    priority: 400,
    addProseMirrorPlugins: () => [
      marksPlugin(review),
      // A set of its own, so that looking at another thread touches few decorations and no large set.
      new Plugin({ props: { decorations: (state) => key.getState(state)?.active } }),
      activation(review, threadsAt),
    ],
  })
}

function marksPlugin(review: OpenedReview): Plugin<Marks> {
  return new Plugin<Marks>({
    key,
    state: {
      init: () => NONE,
      apply: (tr, marks) => {
        const drawn = tr.getMeta(key) as Marks | undefined
        if (drawn) return drawn
        return tr.docChanged ? mapMarks(marks, tr) : marks
      },
    },
    props: { decorations: (state) => key.getState(state)?.open },
    view: (view) => drawMarks(view, review),
  })
}

function mapMarks(marks: Marks, tr: Transaction): Marks {
  if (isLocalEdit(tr)) return mapAll(marks, tr.mapping, tr.doc, marks.stale)
  // Others' edits come as another document: mapped by its step, all marks would be gone, and blink.
  const changes = changesBetween(tr.before, tr.doc)
  if (changes.length === 0) return marks
  const touches = changes.some(({ start, old }) =>
    TONES.some((tone) => marks[tone].find(start, start + old).length > 0),
  )
  return mapAll(marks, new Mapping([mapOfChanges(changes)]), tr.doc, marks.stale || touches)
}

function mapAll(marks: Marks, mapping: Mapping, doc: Node, stale: boolean): Marks {
  const map = (set: DecorationSet) => (set === empty ? set : set.map(mapping, doc))
  return { open: map(marks.open), active: map(marks.active), silent: map(marks.silent), stale }
}

/** Whether it draws marks anew: then more, or other, places of threads are known than before. */
export function redrawsMarks(transaction: Transaction): boolean {
  return transaction.getMeta(key) !== undefined
}

/** Keeps the marks with the threads. Only those that are not where they should be are made anew. */
function drawMarks(view: EditorView, review: OpenedReview) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let due = Infinity

  const soon = (delay: number) => {
    const at = Date.now() + delay
    if (at >= due) return
    due = at
    clearTimeout(timer)
    timer = setTimeout(draw, delay)
  }
  // Redrawn under the mouse, the browser's selection is set once more as the button is let go, and a key that comes with
  // that is lost.
  let isPressed = false
  const press = () => {
    isPressed = true
  }
  const release = (event: Event) => {
    if (!isPressed || (event instanceof MouseEvent && event.buttons > 0)) return
    isPressed = false
    soon(COMPOSED_MS)
  }
  const draw = () => {
    due = Infinity
    if (view.isDestroyed || isPressed) return
    // Redrawn under an input method, a word is doubled or lost.
    if (view.composing) return soon(COMPOSED_MS)
    const doc = review.places.doc()
    const map = doc && readTextMap(doc, view.state.doc)
    if (!map) return
    const marks = key.getState(view.state) ?? NONE
    const next = withMarks(marks, wantedMarks(review, map, view.state.doc, near.places()), view.state.doc)
    if (next !== marks) view.dispatch(view.state.tr.setMeta(key, next).setMeta('addToHistory', false))
  }
  const atOnce = () => soon(0)
  const near = followNearSections(view, atOnce)
  const stops = [
    review.threads.subscribe(atOnce),
    review.active.subscribe(atOnce),
    review.composing.subscribe(atOnce),
    review.places.onChange(() => soon(SETTLE_MS)),
    review.bindField({ placeOf: (of) => placeOf(view, review, of) }),
  ]
  view.dom.addEventListener('mousedown', press)
  for (const name of LETTING_GO) addEventListener(name, release, true)
  near.look()
  atOnce()
  return {
    update: () => {
      near.look()
      if (key.getState(view.state)?.stale) soon(SETTLE_MS)
    },
    destroy: () => {
      clearTimeout(timer)
      near.stop()
      for (const stop of stops) stop()
      view.dom.removeEventListener('mousedown', press)
      for (const name of LETTING_GO) removeEventListener(name, release, true)
    },
  }
}

function wantedMarks(
  review: OpenedReview,
  map: TextMap,
  doc: Node,
  near: readonly TextPlace[] | undefined,
): Mark[] {
  const isFar = ({ from, to }: TextPlace) => near?.every((one) => to <= one.from || from >= one.to) ?? false
  const active = review.active.get()
  const toneOf = (id: string, isResolved: boolean): Tone =>
    id === active ? 'active' : isResolved ? 'silent' : 'open'
  const wanted = review.threads
    .get()
    .map(({ thread: { id, resolved } }) => ({ id, tone: toneOf(id, resolved !== null) }))
  const chosen = review.composing.get() ? [{ id: CHOSEN, tone: 'active' as const }] : []
  return [...wanted, ...chosen].flatMap(({ id, tone }) => {
    const place = review.places.place(id)
    if (!place) return []
    const range = place.type === 'section' ? sectionPlaces(doc).get(place.sectionId) : map.placeOf(place)
    if (!range || range.from >= range.to) return []
    // A whole section is marked only while it is looked at: under every word of it a line would mean nothing.
    const isQuiet = tone === 'open' && (place.type === 'section' || isFar(range))
    const shown = isQuiet ? 'silent' : tone
    return { id, tone: shown, ...range, isBlock: place.type !== 'range' }
  })
}

/** The marks as wanted; the same object where they are so already. */
function withMarks(marks: Marks, wanted: readonly Mark[], doc: Node): Marks {
  const next = { open: marks.open, active: marks.active, silent: marks.silent }
  for (const tone of TONES) {
    const set = marks[tone]
    const left = new Map(set.find().map((one) => [idOf(one.spec), one]))
    const added: Decoration[] = []
    for (const mark of wanted) {
      if (mark.tone !== tone) continue
      const known = left.get(mark.id)
      if (known?.from === mark.from && known.to === mark.to && isBlock(known) === mark.isBlock)
        left.delete(mark.id)
      else added.push(drawn(mark))
    }
    if (left.size > 0) next[tone] = next[tone].remove([...left.values()])
    if (added.length > 0) next[tone] = next[tone].add(doc, added)
  }
  if (!marks.stale && TONES.every((tone) => next[tone] === marks[tone])) return marks
  return { ...next, stale: false }
}

function isBlock({ spec }: Decoration): boolean {
  return (spec as { isBlock?: unknown }).isBlock === true
}

function drawn({ id, tone, isBlock: block, from, to }: Mark): Decoration {
  const spec = { threadId: id, isBlock: block }
  const name = block ? 'gop-y-block' : 'gop-y-mark'
  const attributes = {
    class: id === CHOSEN ? `${name} ${name}--chosen` : tone === 'active' ? `${name} ${name}--active` : name,
    ...(id !== CHOSEN && { 'aria-details': noteId(id) }),
  }
  if (block) return Decoration.node(from, to, attributes, spec)
  // An element for each thread, one in the other where they overlap: each leads to its own card.
  return Decoration.inline(from, to, { nodeName: 'mark', ...attributes }, spec)
}

const sectionsOf = new WeakMap<Node, ReadonlyMap<string, TextPlace>>()

function sectionPlaces(doc: Node): ReadonlyMap<string, TextPlace> {
  const known = sectionsOf.get(doc)
  if (known) return known
  const places = new Map<string, TextPlace>()
  doc.forEach((node, from) => {
    const id = node.type.name === NODE.section ? String(node.attrs.id) : PREAMBLE_ID
    places.set(id, { from, to: from + node.nodeSize })
  })
  sectionsOf.set(doc, places)
  return places
}

function placeOf(
  { state }: EditorView,
  { composing }: OpenedReview,
  of: string | Selected,
): TextPlace | undefined {
  if (typeof of === 'string') return threadRanges(state).get(of)
  const marked = of === composing.get() ? threadRanges(state).get(CHOSEN) : undefined
  if (marked) return marked
  if (of.anchor.kind !== 'block')
    return of.sectionId === null ? undefined : sectionPlaces(state.doc).get(of.sectionId)
  const { blockId } = of.anchor
  let found: TextPlace | undefined
  state.doc.descendants((node, pos) => {
    if (node.attrs.id === blockId) found ??= { from: pos, to: pos + node.nodeSize }
    return found === undefined && !node.inlineContent
  })
  return found
}

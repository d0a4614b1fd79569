import * as Y from 'yjs'

/** A change of the text beside its content: a section that the step takes out of the report, or brings back. */
export type StepReach = {
  /** Ids of the compartments (the preamble has none) in which the step would change something. */
  readonly inside: ReadonlySet<string | undefined>
  /** Sections that it would take away. */
  readonly removes: readonly string[]
  /** Sections that it would bring back, each with the section or preamble that it would stand behind. */
  readonly restores: readonly { readonly section: Y.XmlElement; readonly behind: string | undefined }[]
}

/** A step of an undo manager's stacks, as far as it says what it touches. */
export type UndoStep = { readonly insertions: Ranges; readonly deletions: Ranges }
type Ranges = {
  readonly clients: ReadonlyMap<number, readonly { readonly clock: number; readonly len: number }[]>
}

/** Where a step of the undo or redo stack would reach, before it is done. */
export function reachOf(step: UndoStep, fragment: Y.XmlFragment): StepReach {
  const inside = new Set<string | undefined>()
  const removes: string[] = []
  const restores: { section: Y.XmlElement; behind: string | undefined }[] = []
  const doc = fragment.doc
  if (!doc) return { inside, removes, restores }
  for (const item of itemsIn(doc, step.insertions)) {
    const root = rootItem(followed(item, doc), fragment, doc)
    if (!root || root.deleted) continue
    if (root === followed(item, doc)) removes.push(idOf(root) ?? '')
    else inside.add(idOf(root))
  }
  for (const item of itemsIn(doc, step.deletions)) {
    if (covers(step.insertions, item)) continue
    const root = rootItem(item, fragment, doc)
    if (!root) continue
    if (!root.deleted) inside.add(idOf(root))
    else if (root === item && contentOf(root))
      restores.push({ section: contentOf(root) as Y.XmlElement, behind: behind(root) })
  }
  return { inside, removes, restores }
}

function* itemsIn(doc: Y.Doc, { clients }: Ranges): Generator<Y.Item> {
  for (const [client, ranges] of clients) {
    const structs = doc.store.clients.get(client)
    if (!structs) continue
    for (const { clock, len } of ranges) {
      if (len === 0 || clock >= Y.getState(doc.store, client)) continue
      for (let at = Y.findIndexSS(structs, clock); at < structs.length; at += 1) {
        const struct = structs[at]
        if (!struct || struct.id.clock >= clock + len) break
        if (struct instanceof Y.Item) yield struct
      }
    }
  }
}

/** What stands now for something that was taken away and brought back. */
function followed(item: Y.Item, doc: Y.Doc): Y.Item {
  let now = item
  while (now.redone) {
    const next = Y.getItem(doc.store, now.redone)
    if (!(next instanceof Y.Item)) break
    now = next
  }
  return now
}

/** The item directly in the report that holds this one, or is it. */
function rootItem(item: Y.Item, fragment: Y.XmlFragment, doc: Y.Doc): Y.Item | undefined {
  let at: Y.Item | null = item
  while (at) {
    if (at.parent === fragment) return followed(at, doc)
    const parent: unknown = at.parent
    at = parent instanceof Y.AbstractType ? holderOf(parent) : null
  }
  return undefined
}

function holderOf({ _item: item }: Y.AbstractType<unknown>): Y.Item | null {
  return item
}

function contentOf(item: Y.Item): Y.XmlElement | undefined {
  const { content } = item
  return content instanceof Y.ContentType && content.type instanceof Y.XmlElement ? content.type : undefined
}

function idOf(item: Y.Item): string | undefined {
  return attributeOf(contentOf(item), 'id') as string | undefined
}

/** An attribute as it is or, of what was deleted, as it was last. */
export function attributeOf(element: Y.XmlElement | undefined, name: string): unknown {
  if (!element) return undefined
  const { _map: attributes } = element
  return attributes.get(name)?.content.getContent().at(-1)
}

function behind(item: Y.Item): string | undefined {
  let left = item.left
  while (left?.deleted) left = left.left
  return left ? idOf(left) : undefined
}

function covers({ clients }: Ranges, { id }: Y.Item): boolean {
  return (clients.get(id.client) ?? []).some(({ clock, len }) => id.clock >= clock && id.clock < clock + len)
}

type Stack = Y.UndoManager['undoStack']

/**
 * Has an undo manager ask before each step: one that would change what its person may not write in stays on the stack, whole.
 * Steps that would do nothing are dropped one by one, as Yjs does, but never without asking for the next. `onDone` is called
 * when a step was done and the stacks are whole again. Answers how to stop asking.
 */
export function askBeforeUndo(
  manager: Y.UndoManager,
  mayDo: (step: UndoStep) => boolean,
  onDone: () => void,
): () => void {
  const guarded = (stack: () => Stack, act: () => Stack[number] | null) => () => {
    let done: Stack[number] | null = null
    for (let top = stack().at(-1); top && !done && mayDo(top); top = stack().at(-1)) {
      done = alone(stack(), act)
    }
    if (done) onDone()
    return done
  }
  const undo = manager.undo.bind(manager)
  const redo = manager.redo.bind(manager)
  manager.undo = guarded(() => manager.undoStack, undo)
  manager.redo = guarded(() => manager.redoStack, redo)
  return () => {
    manager.undo = undo
    manager.redo = redo
  }
}

/** Acts with nothing below the topmost step, so that Yjs does not go on to the next by itself. */
function alone(steps: Stack, act: () => Stack[number] | null): Stack[number] | null {
  const below = steps.splice(0, steps.length - 1)
  try {
    return act()
  } finally {
    steps.unshift(...below)
  }
}

import * as Y from 'yjs'
import { must } from '../../report/must.ts'
import { NODE } from '../../report/schema/names.ts'

type Value = string | number | boolean | null

/** An outline written straight into Yjs, and the edits that any program can make in it. Sections are named by id. */
export type Heading = { readonly id: string; readonly level: number; readonly fixed: boolean }

export function setAttribute(element: Y.XmlElement, name: string, value: Value): void {
  ;(element as Y.XmlElement<Record<string, Value>>).setAttribute(name, value)
}

export function element(
  name: string,
  attributes: Readonly<Record<string, Value>> = {},
  content: readonly (Y.XmlElement | Y.XmlText)[] = [],
): Y.XmlElement {
  const made = new Y.XmlElement(name)
  for (const [key, value] of Object.entries(attributes)) setAttribute(made, key, value)
  if (content.length > 0) made.insert(0, [...content])
  return made
}

export const paragraph = (id: string, text: string): Y.XmlElement =>
  element(NODE.paragraph, { id }, [new Y.XmlText(text)])

/** A section that a person adds, unless told otherwise, with one paragraph. */
export function section(
  id: string,
  level: number,
  attributes: Readonly<Record<string, Value>> = {},
): Y.XmlElement {
  const all = { id, level, title: `Phần ${id}`, fixed: false, guidance: '', invites: false, ...attributes }
  return element(NODE.section, all, [paragraph(`p-${id}`, `Chữ của ${id}.`)])
}

export function table(id: string, cells: readonly string[]): Y.XmlElement {
  const row = cells.map((text, index) => element(NODE.tableCell, {}, [paragraph(`${id}-${index}`, text)]))
  return element(NODE.table, { id }, [element(NODE.tableRow, {}, row)])
}

/** Clears the report and writes this outline. */
export function writeOutline(root: Y.XmlFragment, headings: readonly Heading[]): void {
  root.delete(1, root.length - 1)
  const preamble = root.get(0) as Y.XmlElement
  preamble.delete(0, preamble.length)
  preamble.insert(0, [paragraph('p-preamble', 'Chữ của preamble.')])
  root.insert(
    1,
    headings.map(({ id, level, fixed }) => section(id, level, { fixed })),
  )
}

/** Where in the report a compartment stands; `preamble` is the opening. */
export function indexOf(root: Y.XmlFragment, id: string): number {
  const index = root
    .toArray()
    .findIndex(
      (node) =>
        node instanceof Y.XmlElement && (node.nodeName === id || (node.getAttribute('id') ?? '') === id),
    )
  if (index < 0) throw new Error(`no compartment ${id}`)
  return index
}

export const at = (root: Y.XmlFragment, id: string): Y.XmlElement =>
  root.get(indexOf(root, id)) as Y.XmlElement

/** The words of the compartment's nth block. */
export function textIn(root: Y.XmlFragment, id: string, block = 0): Y.XmlText {
  const [text] = (at(root, id).get(block) as Y.XmlElement).createTreeWalker(
    (node) => node instanceof Y.XmlText,
  )
  return must(text as Y.XmlText | undefined, `words in ${id}`)
}

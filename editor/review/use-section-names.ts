import type { Editor } from '@tiptap/core'
import { useMemo, useSyncExternalStore } from 'react'

import type { Heading } from '../../report/permission/rights.ts'
import { sectionNames } from '../../report/review/section-names.ts'
import { sectionsOf } from '../../report/sections.ts'
import { createCell } from '../draft/connection/cell.ts'
import { sameSkeleton } from '../draft/editing/skeleton.ts'
import type { SectionNames } from './thread-name.ts'

/** The report's sections in order, as threads speak of them. */
export type NamedSections = { readonly names: SectionNames; readonly headings: readonly Heading[] }

/** The same object while only the text under the headings changes. */
export function useSectionNames(editor: Editor | undefined): NamedSections {
  const observed = useMemo(() => (editor ? observe(editor) : UNKNOWN), [editor])
  return useSyncExternalStore(observed.subscribe, observed.get)
}

const NO_SECTIONS: NamedSections = { names: new Map(), headings: [] }
const UNKNOWN = createCell(NO_SECTIONS)

function observe(editor: Editor) {
  let seen = editor.state.doc
  let now = read(editor)
  return {
    get: () => now,
    subscribe: (tell: () => void) => {
      const look = () => {
        const { doc } = editor.state
        const isSame = sameSkeleton(seen, doc)
        seen = doc
        if (isSame) return
        now = read(editor)
        tell()
      }
      editor.on('transaction', look)
      look()
      return () => {
        editor.off('transaction', look)
      }
    },
  }
}

function read({ state }: Editor): NamedSections {
  const sections = sectionsOf(state.doc)
  return { names: sectionNames(sections), headings: sections }
}

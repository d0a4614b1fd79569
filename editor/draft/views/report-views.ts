import { Extension } from '@tiptap/core'
import { TableView } from '@tiptap/extension-table'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { newId } from '../../../report/id.ts'
import { MAX_LEVEL, NODE } from '../../../report/schema/names.ts'
import { createCell, type Observable } from '../connection/cell.ts'
import { addSection, removeSection, renameSection } from '../editing/section-commands.ts'
import type { RightsTexts } from '../rights/rights-texts.ts'
import { FigureView } from './figure-view.ts'
import { footnoteCaret, FootnoteView } from './footnote-view.ts'
import { type DrawnViews, numbering } from './numbers.ts'
import { type HeadingMark, PreambleView, type SectionActions, SectionView } from './section-view.ts'
import { showStandings } from './standings.ts'
import type { ViewTexts } from './texts.ts'
import '../rights/rights.css'
import './views.css'

const CELL_MIN_WIDTH = 40

export type ReportViewsOptions = {
  readonly texts: ViewTexts
  readonly newSectionTitle: string
  /** Shows whose the sections are, where the editor knows it. */
  readonly rights?: RightsTexts
  /** Followed while the editor stands; a full stop where nobody says. */
  readonly headingMark?: Observable<HeadingMark>
} & Partial<Pick<SectionActions, 'onInvite' | 'onRename' | 'onRemove'>>

/** What the buttons do unless the page asks first. */
function defaultActions(newSectionTitle: string): Omit<SectionActions, 'texts'> {
  return {
    onInvite: (afterId, view) => {
      const section = view.state.doc.children.find((node) => node.attrs.id === afterId)
      const level = Math.min(MAX_LEVEL, Number(section?.attrs.level ?? 1) + 1)
      addSection({ afterId, level, title: newSectionTitle, newId: () => newId() })(view.state, view.dispatch)
    },
    onRename: (id, title, view) => renameSection(id, title)(view.state, view.dispatch),
    onRemove: (id, view) => removeSection(id)(view.state, view.dispatch),
  }
}

/**
 * How a report looks in the editor: headings with their numbers, guidance where nothing is written yet, footnotes that open
 * under the caret, pictures, wide tables that scroll. Plain DOM: a remote keystroke redraws one paragraph, no heading.
 */
export function reportViews(options: ReportViewsOptions): Extension {
  const { texts } = options
  const mark = options.headingMark ?? createCell<HeadingMark>('.')
  const actions: SectionActions = { ...defaultActions(options.newSectionTitle), ...options }
  return Extension.create({
    name: 'reportViews',
    priority: 600,
    addProseMirrorPlugins: () => {
      const drawn: DrawnViews = {
        compartments: new WeakMap(),
        sections: new WeakMap(),
        footnotes: new WeakMap(),
      }
      let made = 0
      const freshness = () => {
        let seen = 0
        return () => {
          const isFresh = seen !== made
          seen = made
          return isFresh
        }
      }
      const nodeViews = new Plugin({
        key: new PluginKey('reportViews'),
        props: {
          nodeViews: {
            [NODE.preamble]: (node, view, getPos) => {
              const preamble = new PreambleView(node, view, getPos, actions)
              drawn.compartments.set(preamble.dom, preamble)
              made += 1
              return preamble
            },
            [NODE.section]: (node, view, getPos) => {
              const section = new SectionView(node, view, getPos, actions)
              drawn.compartments.set(section.dom, section)
              drawn.sections.set(section.dom, section)
              made += 1
              return section
            },
            [NODE.footnote]: (node, view, getPos) => {
              const footnote = new FootnoteView(node, view, getPos, texts)
              drawn.footnotes.set(footnote.dom, footnote)
              made += 1
              return footnote
            },
            [NODE.figure]: (node) => new FigureView(node, texts),
            [NODE.table]: (node, view) => {
              const table = new TableView(node, CELL_MIN_WIDTH, view)
              table.dom.classList.add('cs-table')
              table.dom.setAttribute('aria-label', texts.table)
              return table
            },
          },
        },
      })
      const standings = options.rights ? [showStandings(drawn, freshness(), options.rights)] : []
      return [nodeViews, footnoteCaret(), numbering(drawn, freshness(), mark), ...standings]
    },
  })
}

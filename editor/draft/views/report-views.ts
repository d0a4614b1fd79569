import { Extension } from '@tiptap/core'
import { TableView } from '@tiptap/extension-table'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { newId } from '../../../report/id.ts'
import { MAX_LEVEL, NODE } from '../../../report/schema/names.ts'
import { addSection, removeSection, renameSection } from '../editing/section-commands.ts'
import { FigureView } from './figure-view.ts'
import { footnoteCaret, FootnoteView } from './footnote-view.ts'
import { type DrawnViews, numbering } from './numbers.ts'
import { PreambleView, type SectionActions, SectionView } from './section-view.ts'
import type { ViewTexts } from './texts.ts'
import './views.css'

const CELL_MIN_WIDTH = 40

export type ReportViewsOptions = { readonly texts: ViewTexts; readonly newSectionTitle: string } & Partial<
  Pick<SectionActions, 'onInvite' | 'onRename' | 'onRemove'>
>

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
  const actions: SectionActions = { ...defaultActions(options.newSectionTitle), ...options }
  return Extension.create({
    name: 'reportViews',
    priority: 600,
    addProseMirrorPlugins: () => {
      const drawn: DrawnViews = { sections: new WeakMap(), footnotes: new WeakMap() }
      let fresh = false
      const isFresh = () => {
        const was = fresh
        fresh = false
        return was
      }
      const nodeViews = new Plugin({
        key: new PluginKey('reportViews'),
        props: {
          nodeViews: {
            [NODE.preamble]: (node, view, getPos) => new PreambleView(node, view, getPos, actions),
            [NODE.section]: (node, view, getPos) => {
              const section = new SectionView(node, view, getPos, actions)
              drawn.sections.set(section.dom, section)
              fresh = true
              return section
            },
            [NODE.footnote]: (node, view, getPos) => {
              const footnote = new FootnoteView(node, view, getPos, texts)
              drawn.footnotes.set(footnote.dom, footnote)
              fresh = true
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
      return [nodeViews, footnoteCaret(), numbering(drawn, isFresh)]
    },
  })
}

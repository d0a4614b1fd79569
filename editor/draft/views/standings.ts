import { Plugin, PluginKey } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { judgeKey } from '../rights/judge.ts'
import type { RightsTexts } from '../rights/rights-texts.ts'
import type { DrawnViews } from './numbers.ts'

/** Keeps on the page whose each section is, and greys those that one may not write in. Work per keystroke: one comparison. */
export function showStandings(drawn: DrawnViews, isFresh: () => boolean, texts: RightsTexts): Plugin {
  return new Plugin({
    key: new PluginKey('showStandings'),
    view: (mounted) => {
      let shown: unknown
      let shownEditable: boolean | undefined
      const show = (view: EditorView) => {
        const judge = judgeKey.getState(view.state)
        const standings = judge?.standings(view.state.doc)
        const redrawn = isFresh()
        const isShown = standings === shown && view.editable === shownEditable && !redrawn
        if (!judge || !standings || isShown) return
        shown = standings
        shownEditable = view.editable
        view.state.doc.forEach((_node, pos, index) => {
          const dom = view.nodeDOM(pos)
          const standing = standings[index]
          if (dom && standing) drawn.compartments.get(dom)?.showStanding(standing, judge.open.get(), texts)
        })
      }
      show(mounted)
      return { update: show }
    },
  })
}

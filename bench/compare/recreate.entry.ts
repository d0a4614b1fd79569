import { recreateTransform } from '@fellow/prosemirror-recreate-transform'
import { Node } from '@tiptap/pm/model'
import { blocksToJson } from '../../report/content/content-json.ts'
import type { ReportContent } from '../../report/content/content.ts'
import { reportSchema } from '../../report/schema/schema.ts'
import { twoReports } from './two-reports.ts'

// In a process of its own, since nothing stops it: how long recreate-transform takes for reports of so many pages.

const [pages = 1, edits = 1] = process.argv.slice(2).map(Number)
const [before, after] = twoReports(pages, edits).map(docOf)
if (!before || !after) throw new Error('two documents were expected')
const start = performance.now()
const { steps } = recreateTransform(before, after, {
  complexSteps: true,
  wordDiffs: true,
  simplifyDiff: true,
})
console.log(JSON.stringify({ ms: performance.now() - start, steps: steps.length }))

function docOf({ preamble, sections }: ReportContent): Node {
  return Node.fromJSON(reportSchema, {
    type: 'doc',
    content: [
      { type: 'preamble', content: blocksToJson(preamble) },
      ...sections.map(({ id, level, title, fixed, blocks }) => ({
        type: 'section',
        attrs: { id, level, title, fixed },
        content: blocksToJson(blocks),
      })),
    ],
  })
}

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LENT } from '../../editor/old-browsers.ts'
import { ROOT } from '../rig/server.ts'
import { commenting } from './commenting.ts'
import { house } from './rig.ts'

const home = house({ people: 1 })

/** Of the language and of what browsers add to it: newer than Chrome 109, the last one for Windows 7. */
const NEWER = {
  methods:
    'toSorted|toReversed|toSpliced|isWellFormed|toWellFormed|isSubsetOf|isSupersetOf|isDisjointFrom|symmetricDifference|' +
    'intersection|union|difference|withResolvers|groupBy|fromAsync|canParse|fromBase64|toBase64|fromHex|toHex|sumPrecise|' +
    'getOrInsert|getOrInsertComputed|transferToFixedLength|startViewTransition|showPopover|hidePopover|togglePopover|' +
    'moveBefore|setHTMLUnsafe|parseHTMLUnsafe|transferToImageBitmapAsync',
  statics:
    'AbortSignal\\.any|Promise\\.try|URL\\.parse|RegExp\\.escape|Iterator\\.from|ReadableStream\\.from|scheduler\\.yield',
  // Methods of iterators: an array's are older, an `Object.keys(…)` is an array.
  iterators:
    '\\.(?:values|keys|entries)\\(\\)\\.(?:map|filter|take|drop|flatMap|reduce|forEach|some|every|find|toArray)\\(',
}
const CALL = new RegExp(`\\.(${NEWER.methods})\\(|(${NEWER.statics})\\(|(${NEWER.iterators})`, 'gu')

/** Asked for before they are called, so that older browsers do without. */
const ASKED_FOR = { canParse: 'zod', toHex: '@noble/hashes', startViewTransition: 'react-router' }

/** pdf.js' `legacy` build carries what it calls: of these files it is only seen that they are of that build. */
const CARRIES_ITS_OWN = /^(?:open-pdf-|pdf\.worker)/u

test('what the bundle calls is in Chrome 109 or lent to it', () => {
  const lent = LENT.flatMap(([, methods]) => Object.keys(methods))
  const files = globSync('dist/client/assets/*.{js,mjs}', { cwd: ROOT })
  expect(files.length).toBeGreaterThan(10)
  const called = new Set<string | undefined>()
  for (const file of files) {
    const text = readFileSync(join(ROOT, file), 'utf8')
    const name = file.slice(file.lastIndexOf('/') + 1)
    if (CARRIES_ITS_OWN.test(name))
      expect(text, `${name} of the legacy build`).toMatch(/withResolvers:function/u)
    else for (const call of text.matchAll(CALL)) called.add(call[1] ?? call[2] ?? call[3])
  }
  expect(called).toEqual(new Set([...lent, ...Object.keys(ASKED_FOR)]))
})

test('a browser without them opens a report, writes, comments and looks at the paper', async () => {
  const { id } = await home.province.newReport()
  const me = await home.seat(home.province.person(0))
  await me.context.addInitScript(() => {
    const gone: [object, string[]][] = [
      [Array.prototype, ['toSorted', 'toReversed', 'toSpliced', 'with']],
      [String.prototype, ['toWellFormed', 'isWellFormed']],
      [
        Set.prototype,
        ['union', 'intersection', 'difference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom'],
      ],
      [Map.prototype, ['getOrInsert', 'getOrInsertComputed']],
      [Promise, ['withResolvers', 'try']],
      [Array, ['fromAsync']],
      [Object, ['groupBy']],
      [Map, ['groupBy']],
      [URL, ['canParse', 'parse']],
      [AbortSignal, ['any']],
      [ArrayBuffer.prototype, ['transfer', 'transferToFixedLength', 'resize']],
      [globalThis, ['Iterator']],
      [
        Object.getPrototypeOf(Object.getPrototypeOf([].values())),
        ['map', 'filter', 'find', 'some', 'toArray'],
      ],
    ]
    for (const [holder, names] of gone) for (const name of names) Reflect.deleteProperty(holder, name)
  })
  await me.openReport(id)
  await me.write('Hạn chế, yếu kém', 'Một số chi bộ sinh hoạt chuyên đề chưa đều.')
  await me.saved()
  const reviewer = commenting(me)
  await reviewer.comment('chưa đều', 'Cần nêu số liệu')
  await reviewer.openCard('Cần nêu số liệu')
  await me.visit(`/bao-cao/${id}/xem-truoc?draft=1`)
  await me.page.locator('.preview-picture > canvas').first().waitFor({ timeout: 90_000 })
})

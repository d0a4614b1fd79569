// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest'

import { openDraftKeeper } from './draft-keeper.ts'
import { draftChanges, dropDraft, onDropElsewhere, readDraft, writeDraft } from './drafts.ts'

const KEY = 'me.report.reply.t1'

beforeEach(() => dropDraft(KEY))

/** As the browser tells this tab of what another did. */
function dropInAnotherTab(text: string): void {
  const key = `cung-soan.draft.${KEY}`
  window.localStorage.removeItem(key)
  const oldValue = JSON.stringify({ text })
  window.dispatchEvent(new StorageEvent('storage', { key, oldValue, newValue: null }))
}

test('what is written is kept when the field goes, and met again', () => {
  const keeper = openDraftKeeper(KEY, '')
  keeper.change('Đề nghị')
  keeper.flush()
  expect(openDraftKeeper(KEY, 'trước').initial).toBe('Đề nghị')
})

test('a draft that was only met again is not written again after another tab sent it', () => {
  writeDraft(KEY, { text: 'đã gửi ở thẻ kia', kind: 'change' })
  const keeper = openDraftKeeper(KEY, '')
  keeper.keep({ kind: 'change' })
  dropDraft(KEY)
  keeper.flush()
  expect(readDraft(KEY)).toBeUndefined()
})

test('another kind of the same words is kept', () => {
  writeDraft(KEY, { text: 'còn nguyên', kind: 'change' })
  const keeper = openDraftKeeper(KEY, '')
  keeper.keep({ kind: 'question' })
  keeper.flush()
  expect(readDraft(KEY)).toEqual({ text: 'còn nguyên', kind: 'question' })
})

test('what another tab sent or threw away is told of, and is no draft here either', () => {
  writeDraft(KEY, { text: 'gửi rồi' })
  const told: string[] = []
  let changes = 0
  const stops = [
    onDropElsewhere(KEY, (text) => told.push(text)),
    onDropElsewhere('me.report.new', (text) => told.push(text)),
    draftChanges.subscribe(() => (changes += 1)),
  ]
  dropInAnotherTab('gửi rồi')
  for (const stop of stops) stop()
  dropInAnotherTab('nữa')
  expect(told).toEqual(['gửi rồi'])
  expect(changes).toBe(1)
  expect(readDraft(KEY)).toBeUndefined()
})

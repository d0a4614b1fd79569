import { expect, test } from 'vitest'
import { CLOSE } from '../../../report/wire/close-codes.ts'
import { type SaveFacts, decideSaveState } from './save-state.ts'

const settled: SaveFacts = {
  opening: false,
  synced: true,
  sent: 3,
  settled: 3,
  pending: 0,
  unread: false,
  closed: undefined,
  refused: undefined,
}

test.each<[string, Partial<SaveFacts>, string]>([
  ['all frames settled', {}, 'saved'],
  ['a frame is under way', { settled: 2 }, 'saving'],
  ['an edit has no frame yet', { pending: 1 }, 'saving'],
  ['the journal has not been read', { unread: true }, 'saving'],
  ['the first attempt has not opened', { opening: true, synced: false }, 'saving'],
  ['the line is cut', { synced: false, closed: 1006 }, 'offline'],
  ['the line is cut with edits', { synced: false, closed: 1006, pending: 4 }, 'offline'],
  ['connected again but not synced', { synced: false, settled: 0, sent: 0 }, 'offline'],
  ['the disk failed', { synced: false, closed: CLOSE.storage }, 'failed'],
  ['refused for good with edits', { synced: false, refused: CLOSE.noAccess, pending: 1 }, 'failed'],
  ['refused for good without edits', { synced: false, refused: CLOSE.noAccess }, 'offline'],
  ['an edit refused while the line is still open', { refused: 'report-full', pending: 1 }, 'failed'],
])('%s: %o is %s', (_what, facts, state) => {
  expect(decideSaveState({ ...settled, ...facts }).state).toBe(state)
})

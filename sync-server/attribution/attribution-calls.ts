import type { Moved } from '../../report/attribution/moved-authors.ts'
import type { SectionWords } from '../../report/attribution/words-by-author.ts'
import type { Packed } from '../store/sqlite/log-calls.ts'
import type { StoredEdit } from '../store/ports.ts'

type Owners = readonly (readonly [number, string])[]

/** What the main thread asks of the worker that knows who wrote what. */
export type AttributionCall = { readonly id: number } & (
  | { readonly type: 'where'; readonly reportId: string }
  | {
      readonly type: 'follow'
      readonly reportId: string
      readonly owners: Owners
      readonly batch: Packed<StoredEdit>
    }
  | { readonly type: 'tell'; readonly reportId: string }
  | {
      readonly type: 'count'
      readonly updates: readonly Uint8Array[]
      readonly owners: Owners
      readonly moved: readonly Moved[]
    }
)

export type AttributionResults = {
  /** The last edit that it has followed; 0 for none. */
  where: number
  follow: number
  tell: { readonly seq: number; readonly moved: readonly Moved[]; readonly words: readonly SectionWords[] }
  count: readonly SectionWords[]
}

export type AttributionAnswer =
  | { readonly id: number; readonly ok: true; readonly result: AttributionResults[keyof AttributionResults] }
  | { readonly id: number; readonly ok: false; readonly message: string }

import { createCell } from '../draft/connection/cell.ts'
import type { Cell } from '../draft/connection/cell.ts'

/** Between the list of pages and the field with their number: neither draws the other anew. */
export type Pager = {
  /** The page looked at, from 0. */
  readonly page: Cell<number>
  /** The page that somebody wants to see; each wish is a new value. */
  readonly wish: Cell<{ readonly page: number } | undefined>
}

export function createPager(): Pager {
  return { page: createCell(0), wish: createCell<{ readonly page: number } | undefined>(undefined) }
}

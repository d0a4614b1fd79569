import { createContext, useContext } from 'react'

import { must } from '../../report/must.ts'
import type { HeadEdit, HeadField, WholeHead } from './head-change.ts'

/** What every part of the form works with. */
export type HeadForm = {
  readonly edit: HeadEdit
  readonly readOnly: boolean
  /** The part that the form begins with. */
  readonly first: HeadField | undefined
  /** Sentences beside the parts that cannot be saved. */
  readonly errors: ReadonlyMap<HeadField, string>
  readonly set: <F extends HeadField>(field: F, value: WholeHead[F]) => void
  readonly takeTheirs: (field: HeadField) => void
}

export const HeadFormContext = createContext<HeadForm | undefined>(undefined)

export function useHeadForm(): HeadForm {
  return must(useContext(HeadFormContext), 'the form of a head around its parts')
}

/** Marks the control of a part: for whoever looks for it, and for the dialog where it is the first. */
export function controlMarks(field: HeadField, { first }: HeadForm) {
  return { 'data-head-field': field, 'data-first-focus': field === first || undefined }
}

/** Brings the control of a part into sight and the focus into it. */
export function focusPart(form: HTMLElement | null, field: HeadField): void {
  const control = form?.querySelector<HTMLElement>(`[data-head-field="${field}"]`)
  control?.focus()
  control?.scrollIntoView({ block: 'center' })
}

import type { Editor } from '@tiptap/core'
import { useMemo, useSyncExternalStore } from 'react'

import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { sectionLabel, sectionNames } from '../../report/review/section-names.ts'
import type { OpenRights } from '../draft/rights/open-rights.ts'
import { readStandings } from '../draft/rights/standing.ts'
import { useText } from '../i18n/text.tsx'
import { observeOutline } from '../sections/outline.ts'
import { type Target, targetsOf } from './destinations.ts'

export type ReportTargets = {
  readonly targets: readonly Target[]
  /** What a section is called; undefined for one that is not in the report. */
  readonly nameOf: (sectionId: string) => string | undefined
}

/** Where one may write at this moment: colleagues, coordinators and the clock go on while a dialog is open. */
export function useReportTargets(editor: Editor, rights: OpenRights): ReportTargets {
  const { importing: text } = useText()
  const observed = useMemo(() => observeOutline(editor), [editor])
  const { sections } = useSyncExternalStore(observed.subscribe, observed.get)
  return useMemo(() => {
    const names = sectionNames(sections)
    return {
      targets: targetsOf(sections, readStandings(sections, rights)),
      nameOf: (id) => {
        if (id === PREAMBLE_ID) return text.preamble
        const name = names.get(id)
        return name && (sectionLabel(name) || text.untitled)
      },
    }
  }, [sections, rights, text])
}

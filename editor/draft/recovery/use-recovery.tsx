import { LifeBuoy } from 'lucide-react'
import { useState, useSyncExternalStore } from 'react'
import type { ReactNode } from 'react'

import { useNow, useText } from '../../i18n/text.tsx'
import { Button } from '../../ui/button.tsx'
import type { Observable } from '../connection/cell.ts'
import type { ReportConnection } from '../connection/connection.ts'
import type { KeptText } from '../connection/kept-texts.ts'
import type { KeptSection } from '../connection/recovered-text.ts'
import type { SaveState } from '../connection/save-state.ts'
import type { OpenRights } from '../rights/open-rights.ts'
import { useObservable } from '../use-observable.ts'
import { useHandover } from './hand-over.ts'
import { recipientOf } from './recipient.ts'
import { RecoveryBanner } from './recovery-banner.tsx'
import { RecoveryPanel } from './recovery-panel.tsx'
import { countPassages } from './stranded-texts.tsx'
import type { Inserting } from './use-insertion.ts'

export type RecoveryOptions = {
  readonly reportId: string
  readonly connection: ReportConnection
  readonly rights: Observable<OpenRights>
  readonly inserting: Inserting
}

/** Text that the report did not take: the banner that tells of it, the way to it, and the panel that shows it. */
export function useRecovery({ reportId, connection, rights, inserting }: RecoveryOptions): {
  readonly notice: ReactNode
  readonly panel: ReactNode
} {
  const { recovery } = useText()
  const { kept } = connection
  const list = useKept(connection)
  const open = useObservable(rights)
  const handing = useHandover(reportId, kept, connection.save)
  const [shown, setShown] = useState(false)
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set())

  const markSeen = () => setSeen(new Set(list.map(({ id }) => id)))
  const handleLook = () => {
    markSeen()
    setShown(true)
  }
  if (list.length === 0) return { notice: null, panel: null }
  const fresh = list.flatMap((one) => {
    const sections = one.sections.filter((section) => !isHandedOver(section))
    return sections.length > 0 && !seen.has(one.id) ? [{ ...one, sections }] : []
  })
  const isAllHandedOver = list.every(({ sections }) => sections.length > 0 && sections.every(isHandedOver))
  return {
    notice:
      fresh.length > 0 ? (
        <RecoveryBanner list={fresh} onLook={handleLook} onLater={markSeen} />
      ) : (
        <Button onClick={handleLook}>
          <LifeBuoy size={16} aria-hidden="true" />
          {(isAllHandedOver ? recovery.showHanded : recovery.show)(countPassages(list))}
        </Button>
      ),
    panel: shown && (
      <RecoveryPanel
        list={list}
        kept={kept}
        inserting={inserting}
        handing={handing}
        recipientOf={(sectionId) => recipientOf(connection.doc, sectionId, open)}
        onClose={() => setShown(false)}
      />
    ),
  }
}

/** Somebody else has it in front of them: no more to be done here than to remove it. */
function isHandedOver({ handover }: KeptSection): boolean {
  return handover?.state === 'done'
}

/** What the report did not take; when it shut the door altogether, also what had not been sent by then. */
function useKept(connection: ReportConnection): readonly KeptText[] {
  const list = useObservable(connection.kept.list)
  const { save } = connection
  const isShut = typeof useObservable(connection.ready) === 'object'
  // Behind an open door keystrokes come and go too fast to be followed here.
  const isStuck = useSyncExternalStore(save.subscribe, () => isShut && isPending(save.get()))
  const now = useNow()
  if (list.length > 0 || !isStuck) return list
  const text = connection.unsentText()
  return text ? [{ id: 'unsent', at: now.getTime(), text, reason: 'no-access', sections: [] }] : list
}

function isPending(save: SaveState): boolean {
  return 'pending' in save && save.pending > 0
}

import { useText } from '../../i18n/text.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import type { KeptText, KeptTexts } from '../connection/kept-texts.ts'
import type { KeptSection } from '../connection/recovered-text.ts'
import type { Handing } from './hand-over.ts'
import { handoverText, wordsToInsert } from './handover-text.ts'
import { KeptPassage } from './kept-passage.tsx'
import { OldText } from './old-text.tsx'
import type { Recipient } from './recipient.ts'
import './recovery.css'
import { sectionName } from './section-name.ts'
import type { Inserting } from './use-insertion.ts'

type RecoveryPanelProps = {
  readonly list: readonly KeptText[]
  readonly kept: Pick<KeptTexts, 'forget' | 'forgetSection'>
  /** Undefined where there is no report to insert into. */
  readonly inserting?: Inserting
  readonly handing?: Handing
  /** Undefined where the report is not open to be asked. */
  readonly recipientOf?: (sectionId: string) => Recipient
  readonly onClose: () => void
}

/** “Phần chữ chưa vào báo cáo”: section by section what the report did not take. It goes only when its author says so. */
export function RecoveryPanel({ list, kept, inserting, handing, recipientOf, onClose }: RecoveryPanelProps) {
  const { app, recovery } = useText()

  const handleInsert = (id: string, section: KeptSection) => {
    const name = sectionName(section, recovery)
    const text = wordsToInsert(handoverText(section))
    if (inserting?.insert({ id, sectionId: section.id, name, text })) onClose()
  }
  const hasMarks = list.some(({ sections }) => sections.some(({ blocks }) => blocks.length > 0))
  return (
    <Dialog
      open
      onClose={onClose}
      title={recovery.title}
      intro={hasMarks ? `${recovery.intro} ${recovery.marked}` : recovery.intro}
      closeLabel={app.close}
      width="46rem"
      {...(inserting && { onCloseAutoFocus: inserting.onCloseAutoFocus })}
    >
      {list.map((one) =>
        one.sections.length === 0 ? (
          <OldText
            key={one.id}
            kept={one}
            // What the connection still holds is not the panel's to throw away.
            onForget={one.id === 'unsent' ? undefined : () => void kept.forget([one.id])}
          />
        ) : (
          one.sections.map((section) => (
            <KeptPassage
              key={passageId(one, section)}
              section={section}
              at={one.at}
              recipient={section.id === '' ? undefined : recipientOf?.(section.id)}
              failure={section.handover && handing?.failures.get(section.handover.id)}
              onHandOver={(to) => handing?.handOver(one.id, section, to)}
              isInserted={inserting?.inserted.has(passageId(one, section)) ?? false}
              onInsert={() => handleInsert(passageId(one, section), section)}
              onDrop={() => void kept.forgetSection(one.id, section.id)}
            />
          ))
        ),
      )}
    </Dialog>
  )
}

function passageId(kept: KeptText, section: KeptSection): string {
  return `${kept.id} ${section.id}`
}

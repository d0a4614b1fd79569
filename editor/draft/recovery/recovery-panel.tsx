import type { Editor } from '@tiptap/core'

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
import { useInsertion } from './use-insertion.ts'

type RecoveryPanelProps = {
  readonly list: readonly KeptText[]
  readonly kept: Pick<KeptTexts, 'forget' | 'forgetSection'>
  readonly editor?: Editor | undefined
  readonly handing?: Handing
  /** Undefined where the report is not open to be asked. */
  readonly recipientOf?: (sectionId: string) => Recipient
  readonly onClose: () => void
}

/** “Phần chữ chưa vào báo cáo”: section by section what the report did not take. It goes only when its author says so. */
export function RecoveryPanel({ list, kept, editor, handing, recipientOf, onClose }: RecoveryPanelProps) {
  const { app, recovery } = useText()
  const insertion = useInsertion(editor)

  const handleInsert = (section: KeptSection) => {
    const name = sectionName(section, recovery)
    if (insertion.insert({ sectionId: section.id, name, text: wordsToInsert(handoverText(section)) }))
      onClose()
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
      onCloseAutoFocus={insertion.onCloseAutoFocus}
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
              key={`${one.id} ${section.id}`}
              section={section}
              at={one.at}
              recipient={section.id === '' ? undefined : recipientOf?.(section.id)}
              failure={section.handover && handing?.failures.get(section.handover.id)}
              onHandOver={(to) => handing?.handOver(one.id, section, to)}
              onInsert={() => handleInsert(section)}
              onDrop={() => void kept.forgetSection(one.id, section.id)}
            />
          ))
        ),
      )}
    </Dialog>
  )
}

import { CircleAlert, CircleCheck, CloudOff, CloudUpload } from 'lucide-react'

import { useText } from '../i18n/text.tsx'
import { LiveRegion } from '../ui/live-region.tsx'
import { Popover } from '../ui/popover.tsx'
import type { ReportConnection } from './connection/connection.ts'
import { saySaveState } from './save-sentence.ts'
import type { SaveSentence } from './save-sentence.ts'
import { shownSave } from './shown-save.ts'
import { useObservable } from './use-observable.ts'

/** A state that lasts shorter than this between others is not worth reading aloud: saving follows every keystroke. */
const SPOKEN_AFTER_MS = 2000

/** What is saved, always in sight; what it means, one press away. */
export function SaveIndicator({ connection }: { connection: ReportConnection }) {
  const { drafting } = useText()
  const sentence = saySaveState(useObservable(shownSave(connection.save)), drafting)
  return (
    <>
      <Popover
        label={sentence.label}
        trigger={
          <button type="button" className="save-state" data-tone={sentence.tone}>
            <SaveIcon tone={sentence.tone} />
            {sentence.label}
          </button>
        }
      >
        <p className="save-advice">{sentence.advice}</p>
      </Popover>
      <LiveRegion sentence={spoken(sentence)} restMs={SPOKEN_AFTER_MS} />
    </>
  )
}

function SaveIcon({ tone }: { tone: SaveSentence['tone'] }) {
  switch (tone) {
    case 'good':
      return <CircleCheck size={16} aria-hidden="true" />
    case 'quiet':
      // It stands as long as somebody types: nothing that turns, or the page is painted again sixty times a second.
      return <CloudUpload size={16} aria-hidden="true" />
    case 'warning':
      return <CloudOff size={16} aria-hidden="true" />
    case 'danger':
      return <CircleAlert size={16} aria-hidden="true" />
  }
}

/** Counting up unsent edits aloud would drown everything else: trouble is told with its advice, once. */
function spoken({ tone, label, advice }: SaveSentence): string {
  if (tone === 'quiet') return ''
  return tone === 'good' ? label : advice
}

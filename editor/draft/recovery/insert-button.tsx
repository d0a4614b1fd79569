import { Check } from 'lucide-react'

import { useText } from '../../i18n/text.tsx'
import { Button } from '../../ui/button.tsx'

/** Puts a passage into the report; once that is done it steps back, so that nobody does it twice unawares. */
export function InsertButton({ again, onInsert }: { again: boolean; onInsert: () => void }) {
  const { recovery } = useText()
  return (
    <Button kind={again ? 'quiet' : 'primary'} onClick={onInsert}>
      {again ? recovery.insertAgain : recovery.insert}
    </Button>
  )
}

/** This visit has put the passage into the report. */
export function InsertedMark() {
  const { recovery } = useText()
  return (
    <span className="recovery-inserted">
      <Check size={16} aria-hidden="true" />
      {recovery.insertedMark}
    </span>
  )
}

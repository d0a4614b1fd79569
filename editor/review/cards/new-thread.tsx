import { useId, useMemo, useState } from 'react'

import { PREAMBLE_ID } from '../../../report/permission/rights.ts'
import { sectionLabel } from '../../../report/review/section-names.ts'
import { THREAD_KINDS, type ThreadKind } from '../../../report/wire/review.ts'
import { useText } from '../../i18n/text.tsx'
import { Composer } from '../composer/composer.tsx'
import { readDraft } from '../composer/drafts.ts'
import type { Selected } from '../review.ts'
import { useDesk } from '../review-desk.tsx'

/** The composer of a new thread: what kind it is, what it is about, what is said. */
export function NewThread({ on }: { on: Selected }) {
  const { review: text } = useText()
  const { review, draftKey, backToText } = useDesk()
  const id = useId()
  const key = draftKey('new')
  const [kind, setKind] = useState<ThreadKind>(() => readDraft(key)?.kind ?? 'opinion')
  const keep = useMemo(() => ({ on, kind }), [on, kind])
  const said = useSubject(on)
  const [begun] = useState(() => readDraft(key)?.on ?? on)
  const isElsewhere = !isSame(begun, on) && readDraft(key) !== undefined

  const handleLeave = () => {
    review.composing.set(undefined)
    backToText()
  }
  return (
    <section className="thread-card new-thread" data-composing aria-label={text.newThread}>
      <fieldset className="new-kinds">
        <legend className="visually-hidden">{text.kind}</legend>
        {THREAD_KINDS.map((one) => (
          <label key={one} className="new-kind" data-checked={kind === one || undefined}>
            <input type="radio" name={id} checked={kind === one} onChange={() => setKind(one)} />
            {text.kinds[one]}
          </label>
        ))}
      </fieldset>
      {said && <blockquote className="thread-quote">{said}</blockquote>}
      {isElsewhere && (
        <p className="thread-why" role="status">
          {text.draftFromElsewhere}
        </p>
      )}
      <Composer
        draftKey={key}
        label={text.newLabel}
        placeholder={text.newPlaceholder}
        sendLabel={text.send}
        focused
        keep={keep}
        onSend={(words) => {
          review.create(on, { kind, text: words })
          backToText()
          return undefined
        }}
        onLeave={handleLeave}
        onDrop={handleLeave}
      />
    </section>
  )
}

/** About the same words, as far as a draft that was stored tells. */
function isSame(a: Selected, b: Selected): boolean {
  return JSON.stringify(a.anchor) === JSON.stringify(b.anchor)
}

function useSubject({ anchor, quote }: Selected): string {
  const { review: text } = useText()
  const { sections } = useDesk()
  if (anchor.kind === 'report') return text.wholeReport
  if (anchor.kind !== 'section') return quote
  if (anchor.sectionId === PREAMBLE_ID) return text.wholePreamble
  const name = sections.get(anchor.sectionId)
  return text.wholeSection(name ? sectionLabel(name) : quote)
}

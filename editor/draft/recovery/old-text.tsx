import { useState } from 'react'

import { ERRORS } from '../../../report/wire/errors.ts'
import { sayMoment } from '../../i18n/dates.ts'
import { useLanguage, useNow, useText } from '../../i18n/text.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import type { KeptText } from '../connection/kept-texts.ts'
import { Copyable } from './copyable.tsx'

/** Kept text of which only the letters are known, not the sections: of an older history, or refused for its size. */
export function OldText({ kept, onForget }: { kept: KeptText; onForget: (() => void) | undefined }) {
  const { app, drafting, recovery } = useText()
  const { language } = useLanguage()
  const now = useNow()
  const [leaving, setLeaving] = useState(false)
  const reason = kept.reason === 'epoch' ? drafting.refusedEpoch : ERRORS[kept.reason][language]
  const said = drafting.unsavedAt(sayMoment(kept.at, now, app, language), reason)
  const drop = onForget && (
    <Button kind="quiet" onClick={() => setLeaving(true)}>
      {recovery.drop}
    </Button>
  )
  return (
    <section className="recovery-passage" aria-label={said}>
      <p className="quiet">{said}</p>
      {kept.text ? (
        <Copyable label={said} actions={drop}>
          {kept.text.split('\n').map((line, at) => (
            // oxlint-disable-next-line react/no-array-index-key
            <p key={at}>{line}</p>
          ))}
        </Copyable>
      ) : (
        <>
          <p>{drafting.unsavedEmpty}</p>
          <div className="recovery-actions">{drop}</div>
        </>
      )}
      <Confirm
        open={leaving}
        title={recovery.dropTitle}
        body={recovery.dropBody}
        confirmLabel={recovery.dropConfirm}
        cancelLabel={app.cancel}
        onCancel={() => setLeaving(false)}
        onConfirm={() => {
          setLeaving(false)
          onForget?.()
        }}
      />
    </section>
  )
}

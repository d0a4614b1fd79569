import { useCallback, useEffect, useRef, useState } from 'react'

import { ERRORS } from '../../report/wire/errors.ts'
import { sayMoment } from '../i18n/dates.ts'
import { useLanguage, useNow, useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { Confirm, Dialog } from '../ui/dialog.tsx'
import type { KeptText, ReportConnection } from './connection/connection.ts'

/** What earlier visits kept for this person; empty until the journal has answered. */
export function useRescued(connection: ReportConnection): [readonly KeptText[], () => void] {
  const [rescued, setRescued] = useState<readonly KeptText[]>([])
  const read = useCallback(() => {
    let stopped = false
    // A journal that cannot be read holds nothing that could be shown; the connection says so by its own state.
    connection.rescued().then(
      (kept) => stopped || setRescued(kept),
      () => {},
    )
    return () => {
      stopped = true
    }
  }, [connection])
  useEffect(read, [read])
  return [rescued, read]
}

type KeptTextsDialogProps = {
  readonly kind: 'unsaved' | 'rescued'
  readonly kept: readonly KeptText[]
  /** Left out while the journal still needs it. */
  readonly onForget: ((ids: readonly string[]) => void) | undefined
  readonly onClose: () => void
}

/** Text that the report did not take. It is shown to be read and copied, and goes only when the person says so. */
export function KeptTextsDialog({ kind, kept, onForget, onClose }: KeptTextsDialogProps) {
  const { app, drafting } = useText()
  const [leaving, setLeaving] = useState<KeptText>()
  const isRescued = kind === 'rescued'
  return (
    <Dialog
      open
      onClose={onClose}
      title={isRescued ? drafting.rescuedTitle : drafting.unsavedTitle}
      intro={isRescued ? drafting.rescuedIntro : drafting.unsavedIntro}
      closeLabel={app.close}
      width="44rem"
    >
      {kept.map((one) => (
        <KeptItem key={one.id} kept={one} onForget={onForget && (() => setLeaving(one))} />
      ))}
      {leaving && (
        <Confirm
          open
          title={drafting.unsavedForgetTitle}
          body={drafting.unsavedForgetBody}
          confirmLabel={drafting.unsavedForget}
          cancelLabel={app.cancel}
          onCancel={() => setLeaving(undefined)}
          onConfirm={() => {
            onForget?.([leaving.id])
            setLeaving(undefined)
          }}
        />
      )}
    </Dialog>
  )
}

function KeptItem({ kept, onForget }: { kept: KeptText; onForget: (() => void) | undefined }) {
  const { app, drafting } = useText()
  const { language } = useLanguage()
  const now = useNow()
  const field = useRef<HTMLTextAreaElement>(null)
  const [selected, setSelected] = useState(false)
  const reason = kept.reason === 'epoch' ? drafting.refusedEpoch : ERRORS[kept.reason][language]
  const said = drafting.unsavedAt(sayMoment(kept.at, now, app, language), reason)

  // The clipboard's own interface needs https; a selection can be copied anywhere.
  const handleSelect = () => {
    field.current?.focus()
    field.current?.select()
    setSelected(true)
  }
  return (
    <section className="kept" aria-label={said}>
      <p className="quiet">{said}</p>
      {kept.text ? (
        <textarea ref={field} className="input kept-text" readOnly value={kept.text} aria-label={said} />
      ) : (
        <p>{drafting.unsavedEmpty}</p>
      )}
      <div className="dialog-actions">
        {selected && (
          <span className="quiet" role="status">
            {drafting.unsavedSelected}
          </span>
        )}
        {onForget && (
          <Button kind="quiet" onClick={onForget}>
            {drafting.unsavedForget}
          </Button>
        )}
        {kept.text && <Button onClick={handleSelect}>{drafting.unsavedSelect}</Button>}
      </div>
    </section>
  )
}

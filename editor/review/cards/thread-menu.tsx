import { Ellipsis } from 'lucide-react'
import { useState } from 'react'

import { THREAD_KINDS } from '../../../report/wire/review.ts'
import { useText } from '../../i18n/text.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../../ui/menu.tsx'
import type { OpenThread } from '../review.ts'
import { useDesk } from '../review-desk.tsx'
import { threadPermits } from '../thread-permits.ts'

/** What is seldom done to a thread. Nothing is drawn where there is nothing. */
export function ThreadMenu({ one }: { one: OpenThread }) {
  const { app, review: text } = useText()
  const { review, me, responsible } = useDesk()
  const { thread, lost } = one
  const [removing, setRemoving] = useState(false)
  const permits = threadPermits(thread, me, responsible(one.sectionId))
  const takesBack = permits.unanswer && thread.answer !== null
  const attaches = permits.attach && lost
  if (!permits.kind && !takesBack && !attaches) return null
  return (
    <>
      <Menu
        align="end"
        trigger={
          <button type="button" className="icon-button thread-menu" aria-label={text.actions(thread.number)}>
            <Ellipsis size={16} aria-hidden="true" />
          </button>
        }
      >
        {attaches && <MenuItem onSelect={() => review.attaching.set(thread.id)}>{text.attach}</MenuItem>}
        {takesBack && <MenuItem onSelect={() => setRemoving(true)}>{text.answerRemove}</MenuItem>}
        {permits.kind && (
          <>
            {(attaches || takesBack) && <MenuSeparator />}
            <MenuLabel>{text.changeKind}</MenuLabel>
            {THREAD_KINDS.map((kind) => (
              <MenuItem
                key={kind}
                disabled={kind === thread.kind}
                onSelect={() => review.changeKind(thread.id, kind)}
              >
                {text.kinds[kind]}
              </MenuItem>
            ))}
          </>
        )}
      </Menu>
      <Confirm
        open={removing}
        title={text.answerRemoveTitle}
        body={text.answerRemoveBody}
        confirmLabel={text.answerRemove}
        cancelLabel={app.cancel}
        onConfirm={() => {
          setRemoving(false)
          review.answer(thread.id, null)
        }}
        onCancel={() => setRemoving(false)}
      />
    </>
  )
}

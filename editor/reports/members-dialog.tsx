import { UserMinus } from 'lucide-react'
import { useCallback, useState } from 'react'

import { roleSchema, ROLES } from '../../report/wire/rest.ts'
import type { Member, Role } from '../../report/wire/rest.ts'
import { errorSentence } from '../rest/error-sentence.ts'
import { useLoad } from '../rest/load.ts'
import { fetchReport, putMember, removeMember } from '../rest/reports.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { useMe } from '../session/session.tsx'
import { Avatar } from '../ui/avatar.tsx'
import { IconButton } from '../ui/button.tsx'
import { Confirm, Dialog } from '../ui/dialog.tsx'
import { Note } from '../ui/note.tsx'
import { Waiting } from '../ui/spinner.tsx'
import { useToast } from '../ui/toast.tsx'
import { AddMemberForm } from './add-member-form.tsx'

type MembersDialogProps = {
  readonly reportId: string
  readonly mayChange: boolean
  readonly onClose: () => void
  readonly onCloseAutoFocus?: (event: Event) => void
}

const NO_OFFICE_COLOR = '#4d5a6b'

/** Who takes part in a report and as what. A coordinator changes it, the others read it. */
export function MembersDialog({ reportId, mayChange, onClose, ...rest }: MembersDialogProps) {
  const text = useText()
  const { language } = useLanguage()
  const load = useCallback((signal: AbortSignal) => fetchReport(reportId, signal), [reportId])
  const [loaded, reload] = useLoad(load)
  const change = useMemberChange(reload)
  const [leaving, setLeaving] = useState<Member>()

  return (
    <Dialog
      open
      onClose={onClose}
      title={text.reports.membersTitle}
      intro={mayChange ? text.reports.membersIntro : text.reports.membersReadOnly}
      closeLabel={text.app.close}
      width="40rem"
      {...rest}
    >
      {change.failure !== undefined && (
        <Note tone="danger">{errorSentence(change.failure, text, language)}</Note>
      )}
      {loaded.state === 'loading' && <Waiting label={text.app.loading} />}
      {loaded.state === 'failed' && (
        <Note tone="danger">
          {text.reports.membersFailed}. {errorSentence(loaded.error, text, language)}
        </Note>
      )}
      {loaded.state === 'ready' && (
        <>
          <ul className="members">
            {loaded.value.members.map((member) => (
              <MemberRow
                key={member.userId}
                member={member}
                mayChange={mayChange}
                onRole={(role) =>
                  change.run(
                    putMember(reportId, member.userId, role),
                    text.reports.roleChanged(member.name, text.reports.roles[role]),
                  )
                }
                onRemove={() => setLeaving(member)}
              />
            ))}
          </ul>
          {mayChange && (
            <AddMemberForm
              reportId={reportId}
              members={loaded.value.members}
              onAdd={(person, role) =>
                change.run(putMember(reportId, person.id, role), text.reports.added(person.name))
              }
            />
          )}
        </>
      )}
      <RemoveMember
        member={leaving}
        onCancel={() => setLeaving(undefined)}
        onConfirm={(member) => {
          setLeaving(undefined)
          change.run(removeMember(reportId, member.userId), text.reports.removed(member.name))
        }}
      />
    </Dialog>
  )
}

/** Runs a change, says what was done, and shows the list as the server now has it. */
function useMemberChange(reload: () => void) {
  const toast = useToast()
  const [failure, setFailure] = useState<unknown>()
  const run = (work: Promise<void>, said: string) => {
    setFailure(undefined)
    work.then(() => toast(said, 'good'), setFailure).finally(reload)
  }
  return { failure, run }
}

type MemberRowProps = {
  readonly member: Member
  readonly mayChange: boolean
  readonly onRole: (role: Role) => void
  readonly onRemove: () => void
}

function MemberRow({ member, mayChange, onRole, onRemove }: MemberRowProps) {
  const { reports: text } = useText()
  const me = useMe()
  return (
    <li className="member">
      <Avatar name={member.name} color={member.office?.color ?? NO_OFFICE_COLOR} />
      <span className="member-name">
        {member.name} {member.userId === me.id && <span className="quiet">{text.you}</span>}
        <span className="member-office">{member.office?.name ?? text.noOffice}</span>
      </span>
      {mayChange ? (
        <RoleSelect label={text.memberRole(member.name)} value={member.role} onChange={onRole} />
      ) : (
        <span>{text.roles[member.role]}</span>
      )}
      {mayChange && (
        <IconButton label={text.removeNamed(member.name)} title={text.remove} onClick={onRemove}>
          <UserMinus size={18} aria-hidden="true" />
        </IconButton>
      )}
    </li>
  )
}

export function RoleSelect(props: {
  id?: string
  label?: string
  value: Role
  onChange: (role: Role) => void
}) {
  const { reports: text } = useText()
  return (
    <select
      className="input role-select"
      id={props.id}
      aria-label={props.label}
      value={props.value}
      title={text.roleDuties[props.value]}
      onChange={(event) => props.onChange(roleSchema.parse(event.target.value))}
    >
      {ROLES.map((role) => (
        <option key={role} value={role}>
          {text.roles[role]}
        </option>
      ))}
    </select>
  )
}

function RemoveMember(props: {
  member: Member | undefined
  onConfirm: (member: Member) => void
  onCancel: () => void
}) {
  const { app, reports: text } = useText()
  const me = useMe()
  const { member } = props
  if (!member) return null
  return (
    <Confirm
      open
      title={text.removeTitle(member.name)}
      body={member.userId === me.id ? text.removeSelfBody : text.removeBody}
      confirmLabel={text.removeConfirm}
      cancelLabel={app.cancel}
      onConfirm={() => props.onConfirm(member)}
      onCancel={props.onCancel}
    />
  )
}

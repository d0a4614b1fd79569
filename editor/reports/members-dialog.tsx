import { Building2, UserMinus } from 'lucide-react'
import { useCallback, useState } from 'react'

import { roleSchema, ROLES } from '../../report/wire/rest.ts'
import type { Member, OfficeMember, Role } from '../../report/wire/rest.ts'
import { errorSentence } from '../rest/error-sentence.ts'
import { useLoad } from '../rest/load.ts'
import { putOfficeMember, removeOfficeMember } from '../rest/members.ts'
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

/** Whom the coordinator is about to take out of the report. */
type Leaving =
  | { readonly type: 'person'; readonly member: Member }
  | { readonly type: 'office'; readonly office: OfficeMember['office'] }

const NO_OFFICE_COLOR = '#4d5a6b'

/** Who takes part in a report and as what. A coordinator changes it, the others read it. */
export function MembersDialog({ reportId, mayChange, onClose, ...rest }: MembersDialogProps) {
  const text = useText()
  const { language } = useLanguage()
  const load = useCallback((signal: AbortSignal) => fetchReport(reportId, signal), [reportId])
  const [loaded, reload] = useLoad(load)
  const change = useMemberChange(reload)
  const [leaving, setLeaving] = useState<Leaving>()

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
          <RoleDuties />
          {loaded.value.officeMembers.length > 0 && (
            <>
              <h3 className="members-title">{text.reports.wholeOffices}</h3>
              <ul className="members">
                {loaded.value.officeMembers.map((one) => (
                  <OfficeRow
                    key={one.office.id}
                    member={one}
                    mayChange={mayChange}
                    onRole={(role) =>
                      change.run(
                        putOfficeMember(reportId, one.office.id, role),
                        text.reports.roleChanged(one.office.shortName, text.reports.roles[role]),
                      )
                    }
                    onRemove={() => setLeaving({ type: 'office', office: one.office })}
                  />
                ))}
              </ul>
              <h3 className="members-title">{text.reports.people}</h3>
            </>
          )}
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
                onRemove={() => setLeaving({ type: 'person', member })}
              />
            ))}
          </ul>
          {mayChange && (
            <AddMemberForm
              reportId={reportId}
              members={loaded.value.members}
              offices={loaded.value.officeMembers}
              onAdd={(person, role) =>
                change.run(putMember(reportId, person.id, role), text.reports.added(person.name))
              }
              onAddOffice={(office, role) =>
                change.run(putOfficeMember(reportId, office.id, role), text.reports.added(office.name))
              }
            />
          )}
        </>
      )}
      <RemoveMember
        leaving={leaving}
        onCancel={() => setLeaving(undefined)}
        onConfirm={(gone) => {
          setLeaving(undefined)
          if (gone.type === 'person')
            change.run(removeMember(reportId, gone.member.userId), text.reports.removed(gone.member.name))
          else
            change.run(removeOfficeMember(reportId, gone.office.id), text.reports.removed(gone.office.name))
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
        <span className="member-office">
          {member.office?.name ?? text.noOffice}
          {member.byOffice && ` · ${text.byOffice}`}
        </span>
      </span>
      {mayChange ? (
        <RoleSelect label={text.memberRole(member.name)} value={member.role} onChange={onRole} />
      ) : (
        <span>{text.roles[member.role]}</span>
      )}
      {mayChange && !member.byOffice && (
        <IconButton label={text.removeNamed(member.name)} title={text.remove} onClick={onRemove}>
          <UserMinus size={18} aria-hidden="true" />
        </IconButton>
      )}
    </li>
  )
}

type OfficeRowProps = {
  readonly member: OfficeMember
  readonly mayChange: boolean
  readonly onRole: (role: Role) => void
  readonly onRemove: () => void
}

function OfficeRow({ member: { office, role }, mayChange, onRole, onRemove }: OfficeRowProps) {
  const { reports: text } = useText()
  return (
    <li className="member">
      <span className="member-building" style={{ color: office.color }}>
        <Building2 size={22} aria-hidden="true" />
      </span>
      <span className="member-name">
        {office.name}
        <span className="member-office">{text.everybodyOf(office.shortName)}</span>
      </span>
      {mayChange ? (
        <RoleSelect label={text.memberRole(office.name)} value={role} onChange={onRole} />
      ) : (
        <span>{text.roles[role]}</span>
      )}
      {mayChange && (
        <IconButton label={text.removeNamed(office.name)} title={text.remove} onClick={onRemove}>
          <UserMinus size={18} aria-hidden="true" />
        </IconButton>
      )}
    </li>
  )
}

/** What each role may do, in a line each. */
function RoleDuties() {
  const { reports: text } = useText()
  return (
    <dl className="role-duties">
      {ROLES.map((role) => (
        <div key={role}>
          <dt>{text.roles[role]}</dt>
          <dd>{text.roleDuties[role]}</dd>
        </div>
      ))}
    </dl>
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
  leaving: Leaving | undefined
  onConfirm: (leaving: Leaving) => void
  onCancel: () => void
}) {
  const { app, reports: text } = useText()
  const me = useMe()
  const { leaving } = props
  if (!leaving) return null
  const isMe = leaving.type === 'person' && leaving.member.userId === me.id
  const body =
    leaving.type === 'office' ? text.removeOfficeBody : isMe ? text.removeSelfBody : text.removeBody
  return (
    <Confirm
      open
      title={text.removeTitle(leaving.type === 'office' ? leaving.office.name : leaving.member.name)}
      body={body}
      confirmLabel={text.removeConfirm}
      cancelLabel={app.cancel}
      onConfirm={() => props.onConfirm(leaving)}
      onCancel={props.onCancel}
    />
  )
}

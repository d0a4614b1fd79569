import { ArrowLeft, Keyboard, ListChecks, Printer, ScrollText, Users } from 'lucide-react'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'

import type { ReportDetail } from '../../report/wire/rest.ts'
import { useText } from '../i18n/text.tsx'
import { LanguageSwitch } from '../language-switch.tsx'
import { Bell } from '../notices/bell.tsx'
import { useNoticeNews } from '../notices/use-notice-news.ts'
import { registerPath } from '../report-paths.ts'
import { MembersDialog } from '../reports/members-dialog.tsx'
import { AccountMenu } from '../session/account-menu.tsx'
import { useMe } from '../session/session.tsx'
import { Button } from '../ui/button.tsx'
import { MenuItem, MenuSeparator } from '../ui/menu.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import type { ReportConnection } from './connection/connection.ts'
import { PeopleHere } from './people-here.tsx'
import type { PersonHere } from './presence/people.ts'
import { SaveIndicator } from './save-indicator.tsx'
import { ShortcutsDialog } from './shortcuts-dialog.tsx'

type DraftHeadProps = {
  readonly report: ReportDetail
  readonly connection: ReportConnection
  readonly people: readonly PersonHere[]
  readonly onReload: () => void
}

/** Which report this is, whether it is saved, and who is here. */
export function DraftHead({ report, connection, people, onReload }: DraftHeadProps) {
  const { admin, app, drafting, register, reports } = useText()
  const me = useMe()
  const navigate = useNavigate()
  const [shown, setShown] = useState<'members' | 'shortcuts'>()
  useNoticeNews(connection)
  return (
    <header className="draft-head" data-region="header" aria-label={drafting.regionHeader}>
      <Tooltip text={app.toReports}>
        <Link className="icon-button" to="/" aria-label={app.toReports}>
          <ArrowLeft size={20} aria-hidden="true" />
        </Link>
      </Tooltip>
      <div className="draft-title">
        <h1 title={report.title}>{report.title}</h1>
        <p>
          {reports.stageIs(reports.stages[report.stage])} · {reports.roleIs(reports.roles[report.role])}
        </p>
      </div>
      <SaveIndicator connection={connection} />
      <PeopleHere people={people} />
      <Button onClick={() => setShown('members')}>
        <Users size={16} aria-hidden="true" />
        {drafting.members}
      </Button>
      <LanguageSwitch />
      <Bell />
      <AccountMenu>
        <MenuItem onSelect={() => void navigate(registerPath(report.id))}>
          <ListChecks size={16} aria-hidden="true" />
          {register.link}
        </MenuItem>
        <MenuItem onSelect={() => window.print()}>
          <Printer size={16} aria-hidden="true" />
          {drafting.print}
        </MenuItem>
        <MenuItem onSelect={() => setShown('shortcuts')}>
          <Keyboard size={16} aria-hidden="true" />
          {drafting.shortcuts}
        </MenuItem>
        {(report.role === 'coordinator' || me.admin) && (
          <MenuItem onSelect={() => void navigate(`/bao-cao/${report.id}/nhat-ky`)}>
            <ScrollText size={16} aria-hidden="true" />
            {admin.reportAudit}
          </MenuItem>
        )}
        <MenuSeparator />
      </AccountMenu>
      {shown === 'members' && (
        <MembersDialog
          reportId={report.id}
          mayChange={report.role === 'coordinator'}
          onClose={() => {
            setShown(undefined)
            onReload()
          }}
        />
      )}
      {shown === 'shortcuts' && <ShortcutsDialog onClose={() => setShown(undefined)} />}
    </header>
  )
}

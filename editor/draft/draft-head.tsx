import {
  ArrowLeft,
  FileInput,
  FileOutput,
  History,
  Inbox,
  Flag,
  Keyboard,
  ListChecks,
  PanelTop,
  Palette,
  Printer,
  ScrollText,
  SpellCheck,
  Users,
} from 'lucide-react'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'

import type { ReportDetail } from '../../report/wire/rest.ts'
import type { AttributionView } from '../attribution/use-attribution.tsx'
import { mayEditHead } from '../head/head-dialog.tsx'
import { useHistoryKey } from '../history/use-history-key.ts'
import { useText } from '../i18n/text.tsx'
import { LanguageSwitch } from '../language-switch.tsx'
import { Bell } from '../notices/bell.tsx'
import { useNoticeNews } from '../notices/use-notice-news.ts'
import { contributionsPath, historyPath, progressPath, registerPath } from '../report-paths.ts'
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
  readonly onExport: () => void
  readonly onEditHead: () => void
  /** Undefined until the text is there. */
  readonly onCheckForm: (() => void) | undefined
  readonly attribution: Pick<AttributionView, 'shown' | 'toggle'>
  /** Undefined where one may write nowhere. */
  readonly onImport: (() => void) | undefined
}

/** Which report this is, whether it is saved, and who is here. */
export function DraftHead(props: DraftHeadProps) {
  const { report, connection, people, onReload, onExport, onEditHead, onCheckForm, onImport, attribution } =
    props
  const {
    attribution: attributionText,
    admin,
    app,
    contributions,
    drafting,
    exporting,
    formCheck,
    head,
    history,
    importing,
    register,
    reports,
  } = useText()
  const me = useMe()
  const navigate = useNavigate()
  const [shown, setShown] = useState<'members' | 'shortcuts'>()
  useNoticeNews(connection)
  useHistoryKey(report.id)
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
      <Tooltip text={reports.progress}>
        <Link className="button" to={progressPath(report.id)} aria-label={reports.progress}>
          <Flag size={16} aria-hidden="true" />
          <span className="draft-head-label">{reports.progress}</span>
        </Link>
      </Tooltip>
      <Button onClick={() => setShown('members')}>
        <Users size={16} aria-hidden="true" />
        <span className="draft-head-label">{drafting.members}</span>
      </Button>
      <Tooltip text={`${exporting.open} (${exporting.keys})`}>
        <Button aria-keyshortcuts="Control+Alt+X" onClick={onExport}>
          <FileOutput size={16} aria-hidden="true" />
          <span className="draft-head-label">{exporting.open}</span>
        </Button>
      </Tooltip>
      <LanguageSwitch />
      <Bell />
      <AccountMenu>
        <MenuItem onSelect={() => void navigate(registerPath(report.id))}>
          <ListChecks size={16} aria-hidden="true" />
          {register.link}
        </MenuItem>
        <MenuItem onSelect={() => void navigate(contributionsPath(report.id))}>
          <Inbox size={16} aria-hidden="true" />
          {contributions.title}
        </MenuItem>
        <MenuItem shortcut={history.keys} onSelect={() => void navigate(historyPath(report.id))}>
          <History size={16} aria-hidden="true" />
          {history.title}
        </MenuItem>
        <MenuItem onSelect={onEditHead}>
          <PanelTop size={16} aria-hidden="true" />
          {mayEditHead(report) ? head.edit : head.look}
        </MenuItem>
        {onCheckForm && (
          <MenuItem onSelect={onCheckForm}>
            <SpellCheck size={16} aria-hidden="true" />
            {formCheck.open}
          </MenuItem>
        )}
        {onImport && (
          <MenuItem onSelect={onImport}>
            <FileInput size={16} aria-hidden="true" />
            {importing.open}
          </MenuItem>
        )}
        <MenuItem onSelect={attribution.toggle}>
          <Palette size={16} aria-hidden="true" />
          {attribution.shown ? attributionText.hide : attributionText.show}
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

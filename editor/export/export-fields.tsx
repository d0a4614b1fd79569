import type { Editor } from '@tiptap/core'
import { useCallback, useEffect, useId, useMemo, useState } from 'react'
import type { ReactNode } from 'react'

import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { PROFILES } from '../../report/wire/profile.ts'
import type { ExportCheck } from '../../report/wire/paper.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import type { ReportConnection } from '../draft/connection/connection.ts'
import { sayExactly } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { useLoad } from '../rest/load.ts'
import { fetchVersions } from '../rest/versions.ts'
import { useSectionNames } from '../review/use-section-names.ts'
import { ChoiceField } from '../ui/choice-field.tsx'
import { draftNumber, type ExportChoice } from './export-choice.ts'
import { SaveVersion } from './save-version.tsx'

type ExportFieldsProps = {
  readonly report: ReportDetail
  readonly save: ReportConnection['save']
  readonly editor: Editor | undefined
  readonly choice: ExportChoice
  /** Undefined while the server has not said. */
  readonly check: ExportCheck | undefined
  /** A paper has just been made: its version is new in the list. */
  readonly isMade: boolean
  readonly onChange: (choice: ExportChoice) => void
}

/** Which paper is wanted. */
export function ExportFields({ report, save, editor, choice, check, isMade, onChange }: ExportFieldsProps) {
  const { exporting: text } = useText()
  const [kept, setKept] = useState(0)
  const put = (change: Partial<ExportChoice>) => onChange({ ...choice, ...change })
  return (
    <div className="split-dialog-side export-fields">
      <KindField choice={choice} check={check} onPut={put} />
      <ProfileField report={report} choice={choice} onPut={put} />
      <div className="export-row">
        <PartField report={report} editor={editor} choice={choice} onPut={put} />
        <VersionField report={report} choice={choice} isMade={isMade} kept={kept} onPut={put} />
        {report.role === 'coordinator' && choice.version === undefined && (
          <SaveVersion reportId={report.id} save={save} onSaved={() => setKept(kept + 1)} />
        )}
      </div>
      <label className="export-tick">
        <input
          type="checkbox"
          checked={choice.toc}
          onChange={(event) => put({ toc: event.target.checked })}
        />
        {text.toc}
      </label>
      <FormatField choice={choice} check={check} onPut={put} />
    </div>
  )
}

type PartProps = {
  readonly choice: ExportChoice
  readonly onPut: (change: Partial<ExportChoice>) => void
}

function KindField({ choice, check, onPut }: PartProps & { readonly check: ExportCheck | undefined }) {
  const { exporting: text } = useText()
  const name = useId()
  const nextDraft = check?.nextDraft ?? 1
  const isWrong = choice.kind === 'draft' && draftNumber(choice, { nextDraft }) === undefined
  const radio = (kind: ExportChoice['kind'], hint: string, label: ReactNode, further?: ReactNode) => (
    <div className="export-kind">
      <label>
        <input
          type="radio"
          name={name}
          checked={choice.kind === kind}
          data-first-focus={choice.kind === kind || undefined}
          aria-describedby={`${name}-${kind}`}
          onChange={() => onPut({ kind })}
        />
        {label}
      </label>
      {further}
      <p className="field-hint" id={`${name}-${kind}`}>
        {hint}
      </p>
    </div>
  )
  return (
    <fieldset className="export-kinds">
      <legend className="field-label">{text.kind}</legend>
      {radio('signing', text.signingHint, text.signing)}
      {radio(
        'draft',
        text.draftHint,
        text.draft,
        <input
          className="input export-draft"
          aria-label={text.draftNumber}
          aria-invalid={isWrong || undefined}
          aria-describedby={isWrong ? `${name}-wrong` : undefined}
          inputMode="numeric"
          maxLength={2}
          placeholder={String(nextDraft)}
          value={choice.draft}
          onFocus={() => choice.kind === 'draft' || onPut({ kind: 'draft' })}
          onChange={(event) => onPut({ kind: 'draft', draft: event.target.value.replaceAll(/\D/gu, '') })}
        />,
      )}
      {isWrong && (
        <p className="field-error" id={`${name}-wrong`}>
          {text.draftNumberWrong}
        </p>
      )}
      {radio('review', text.reviewHint, text.review)}
    </fieldset>
  )
}

function ProfileField({ report, choice, onPut }: PartProps & { readonly report: ReportDetail }) {
  const { exporting: text, head } = useText()
  const own = report.head.profile ?? PROFILES[0]
  const shown = choice.profile ?? own
  return (
    <div>
      <ChoiceField
        label={text.profile}
        value={shown}
        options={PROFILES.map((id) => ({
          id,
          name: id === own ? text.ofReport(head.profiles[id]) : head.profiles[id],
        }))}
        onChange={(profile) => onPut({ profile: profile === own ? undefined : profile })}
      />
      <p className="field-hint">{head.profileHints[shown]}</p>
    </div>
  )
}

type PartFieldProps = PartProps & { readonly report: ReportDetail; readonly editor: Editor | undefined }

function PartField({ report, editor, choice, onPut }: PartFieldProps) {
  const { exporting: text } = useText()
  const { names, headings } = useSectionNames(editor)
  const options = useMemo(() => {
    const sections = editor
      ? headings.map(({ id, level }) => ({ id, level, ...names.get(id) }))
      : report.sections.map(({ id, level, number, title }) => ({ id, level, path: number, title }))
    return sections.map(({ id, level, path = '', title = '' }) => ({
      id,
      // An option has no margin of its own.
      name: `${'\u2003'.repeat(level - 1)}${[path, title || text.untitled].filter(Boolean).join('. ')}`,
    }))
  }, [editor, headings, names, report.sections, text])
  return (
    <ChoiceField
      label={text.part}
      value={choice.section ?? ''}
      options={[{ id: '', name: text.whole }, { id: PREAMBLE_ID, name: text.preamble }, ...options]}
      onChange={(section) => onPut({ section: section || undefined })}
    />
  )
}

type VersionFieldProps = PartProps & {
  readonly report: ReportDetail
  readonly isMade: boolean
  /** How many were kept by name meanwhile. */
  readonly kept: number
}

function VersionField({ report, choice, isMade, kept, onPut }: VersionFieldProps) {
  const { exporting: text } = useText()
  const { language } = useLanguage()
  const load = useCallback((signal: AbortSignal) => fetchVersions(report.id, signal), [report.id])
  const [versions, reload] = useLoad(load)
  useEffect(() => {
    if (isMade || kept > 0) reload()
  }, [isMade, kept, reload])
  const known = versions.state === 'ready' ? versions.value : []
  const options = known.map(({ id, number, name, at }) => ({
    id,
    number,
    name: text.versionName(number, name, sayExactly(at, language)),
  }))
  const chosen = options.find(({ id }) => id === choice.version)
  const older = options.filter(({ number }) => chosen === undefined || number < chosen.number)
  return (
    <div>
      <ChoiceField
        label={text.version}
        value={choice.version ?? ''}
        options={[{ id: '', name: text.now }, ...options]}
        // What is compared with may not be older any more.
        onChange={(version) => onPut({ version: version || undefined, since: undefined })}
      />
      {versions.state === 'failed' && <p className="field-hint">{text.versionsFailed}</p>}
      {choice.kind === 'review' && older.length > 0 && (
        <>
          <ChoiceField
            label={text.since}
            value={choice.since ?? ''}
            options={[{ id: '', name: text.sinceNone }, ...older]}
            onChange={(since) => onPut({ since: since || undefined })}
          />
          {choice.since !== undefined && <p className="field-hint">{text.sinceHint}</p>}
        </>
      )}
    </div>
  )
}

function FormatField({ choice, check, onPut }: PartProps & { readonly check: ExportCheck | undefined }) {
  const { exporting: text } = useText()
  const name = useId()
  const isReview = choice.kind === 'review'
  const mayPdf = check?.pdf === true && !isReview
  const why = isReview ? text.noPdfOfReview : check ? text.noPdf : ''
  const shown = mayPdf ? choice.format : 'docx'
  return (
    <fieldset className="export-formats" aria-describedby={why && !mayPdf ? `${name}-why` : undefined}>
      <legend className="field-label">{text.format}</legend>
      {(['docx', 'pdf'] as const).map((format) => (
        <label key={format}>
          <input
            type="radio"
            name={name}
            checked={shown === format}
            disabled={format === 'pdf' && !mayPdf}
            onChange={() => onPut({ format })}
          />
          {format === 'pdf' ? text.pdf : text.word}
        </label>
      ))}
      {!mayPdf && why && (
        <p className="field-hint" id={`${name}-why`}>
          {why}
        </p>
      )}
    </fieldset>
  )
}

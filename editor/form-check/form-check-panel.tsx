import type { Editor } from '@tiptap/core'
import { CircleCheck, X } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'

import { FORM_RULES, type Finding, type FormRule } from '../../report/form-check/finding.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import type { ReportConnection } from '../draft/connection/connection.ts'
import type { HeadField } from '../head/head-change.ts'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { goToSection } from '../sections/outline-pane.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Waiting } from '../ui/spinner.tsx'
import { useToast } from '../ui/toast.tsx'
import { correct, mayCorrect } from './correct.ts'
import { keepOverlooked, nameOfFinding, readOverlooked } from './overlooked.ts'
import { RuleGroup } from './rule-group.tsx'
import { selectFinding } from './show-finding.ts'
import { findNow, useFindings } from './use-findings.ts'
import './form-check.css'

type FormCheckPanelProps = {
  readonly report: ReportDetail
  readonly connection: ReportConnection
  readonly editor: Editor
  readonly onEditHead: (field: HeadField) => void
  readonly onClose: () => void
}

/** What of the report's form somebody should look at, by rule; each leads to its words, and some can be put right at once. */
export function FormCheckPanel(props: FormCheckPanelProps) {
  const { report, connection, editor, onEditHead, onClose } = props
  const { formCheck: text } = useText()
  const { language } = useLanguage()
  const toast = useToast()
  const [overlooked, setOverlooked] = useState(() => readOverlooked(report.id))
  const found = useFindings({ connection, editor, head: report.head })
  const heading = useRef<HTMLHeadingElement>(null)
  const shown = useMemo(
    () => found?.filter((one) => !overlooked.has(nameOfFinding(one))),
    [found, overlooked],
  )
  const hidden = (found?.length ?? 0) - (shown?.length ?? 0)

  useEffect(() => heading.current?.focus(), [])

  const handleKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.preventDefault()
    onClose()
  }
  const handleGo = (finding: Finding) => {
    const { place } = finding
    if (place.type === 'head') onEditHead(place.field)
    else if (place.type === 'section') goToSection(editor, place.sectionId)
    else if (!selectFinding(editor, finding)) toast(text.changed)
  }
  /** What the list shows may be a breath old: the text is read again before a letter of it changes. */
  const handleCorrect = (wanted: readonly Finding[]) => {
    const names = new Set(wanted.map(placeName))
    const now = findNow({ connection, head: report.head }).filter((one) => names.has(placeName(one)))
    const tr = correct(editor.state, now)
    if (!tr) {
      toast(text.changed)
      return
    }
    const before = editor.state.doc
    editor.view.dispatch(tr)
    if (editor.state.doc !== before) toast(text.corrected(sayNumber(now.length, language)), 'good')
  }
  const handleOverlook = (finding: Finding) => {
    const next = new Set(overlooked).add(nameOfFinding(finding))
    setOverlooked(next)
    keepOverlooked(report.id, next)
    // The button that had the focus goes.
    heading.current?.focus()
  }
  const handleShowOverlooked = () => {
    setOverlooked(new Set())
    keepOverlooked(report.id, new Set())
    heading.current?.focus()
  }

  return (
    <aside className="form-check" data-region="check" aria-label={text.region} onKeyDown={handleKey}>
      <header className="form-check-head">
        <h2 ref={heading} tabIndex={-1}>
          {text.open}
          {shown && shown.length > 0 && (
            <span className="form-check-count" role="status">
              {text.count(sayNumber(shown.length, language))}
            </span>
          )}
        </h2>
        <IconButton label={text.close} onClick={onClose}>
          <X size={18} aria-hidden="true" />
        </IconButton>
      </header>
      {shown === undefined && <Waiting label={text.checking} />}
      {shown?.length === 0 && <Nothing />}
      {shown && shown.length > 0 && (
        <>
          <p className="form-check-note">{text.onlyWarnings}</p>
          {byRule(shown).map(([rule, findings]) => (
            <RuleGroup
              key={rule}
              rule={rule}
              findings={findings}
              editor={editor}
              mayCorrect={(finding) => mayCorrect(editor.state, finding)}
              onGo={handleGo}
              onCorrect={handleCorrect}
              onOverlook={handleOverlook}
            />
          ))}
        </>
      )}
      {hidden > 0 && (
        <p className="form-check-overlooked">
          {text.overlooked(sayNumber(hidden, language))}
          <Button kind="quiet" onClick={handleShowOverlooked}>
            {text.showOverlooked}
          </Button>
        </p>
      )}
    </aside>
  )
}

function Nothing() {
  const { formCheck: text } = useText()
  return (
    <div className="form-check-none" role="status">
      <CircleCheck size={24} aria-hidden="true" />
      <p className="form-check-none-title">{text.none}</p>
      <p>{text.noneAdvice}</p>
    </div>
  )
}

function byRule(findings: readonly Finding[]): (readonly [FormRule, readonly Finding[]])[] {
  return FORM_RULES.flatMap((rule) => {
    const own = findings.filter((one) => one.rule === rule)
    return own.length === 0 ? [] : [[rule, own] as const]
  })
}

/** The same finding after another look at the same words; elsewhere in its block it is another. */
export function placeName({ rule, quote, place }: Finding): string {
  const where =
    place.type === 'text'
      ? `${place.blockId} ${place.from}`
      : place.type === 'section'
        ? place.sectionId
        : place.field
  return `${rule}\n${where}\n${quote}`
}

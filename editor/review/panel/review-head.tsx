import {
  ChevronDown,
  ChevronUp,
  LayoutList,
  ListChecks,
  MessageSquarePlus,
  PanelRight,
  PenLine,
  X,
} from 'lucide-react'
import { useState } from 'react'
import { Link, useParams } from 'react-router'

import { PREAMBLE_ID } from '../../../report/permission/rights.ts'
import { caretSection } from '../../draft/report-editor.ts'
import { useObservable } from '../../draft/use-observable.ts'
import { sayNumber } from '../../i18n/dates.ts'
import { useLanguage, useText } from '../../i18n/text.tsx'
import { registerPath } from '../../report-paths.ts'
import { IconButton } from '../../ui/button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { DropDraft } from '../composer/composer.tsx'
import { draftChanges, dropDraft, readDraft } from '../composer/drafts.ts'
import type { OpenThread, Selected } from '../review.ts'
import { useDesk } from '../review-desk.tsx'
import { ReviewFilters } from './review-filters.tsx'
import { countConditions, type ThreadFilter } from './thread-filter.ts'
import { mayComment } from '../thread-permits.ts'

export type ReviewHeadProps = {
  readonly threads: readonly OpenThread[]
  /** What the filter leaves. */
  readonly found: readonly OpenThread[]
  readonly filter: ThreadFilter
  readonly onFilter: (filter: ThreadFilter) => void
  readonly onStep: (step: 1 | -1) => void
  /** How it is drawn; a drawer is a list that can be closed. */
  readonly mode: 'margin' | 'list' | 'drawer'
  readonly onMode: () => void
}

/** Above the threads: how many, which, and the way through them. */
export function ReviewHead(props: ReviewHeadProps) {
  const { review: text } = useText()
  const { language } = useLanguage()
  const { mode, found, onMode } = props
  const open = props.threads.filter(({ thread }) => !thread.resolved).length
  return (
    <header className="review-head">
      <h2 className="review-title">
        {text.title}
        <span className="review-count" role="status">
          {countConditions(props.filter) === 0
            ? text.open(sayNumber(open, language))
            : text.filtered(sayNumber(found.length, language), sayNumber(props.threads.length, language))}
        </span>
      </h2>
      <div className="review-tools">
        <Step {...props} step={-1} disabled={found.length === 0} />
        <Step {...props} step={1} disabled={found.length === 0} />
        <ReviewFilters threads={props.threads} filter={props.filter} onFilter={props.onFilter} />
        <MoreComments />
        <ToRegister />
        <Tooltip text={MODE_WORDS(text)[mode]}>
          <IconButton label={MODE_WORDS(text)[mode]} onClick={onMode} data-mode-button>
            <ModeIcon mode={mode} />
          </IconButton>
        </Tooltip>
      </div>
    </header>
  )
}

function MODE_WORDS(text: { showList: string; showMargin: string; closePanel: string }) {
  return { margin: text.showList, list: text.showMargin, drawer: text.closePanel }
}

function ModeIcon({ mode }: Pick<ReviewHeadProps, 'mode'>) {
  const Icon = { margin: LayoutList, list: PanelRight, drawer: X }[mode]
  return <Icon size={17} aria-hidden="true" />
}

type StepProps = Pick<ReviewHeadProps, 'onStep'> & { readonly step: 1 | -1; readonly disabled: boolean }

function Step({ step, disabled, onStep }: StepProps) {
  const { review: text } = useText()
  const Icon = step === 1 ? ChevronDown : ChevronUp
  const label = step === 1 ? text.next : text.previous
  return (
    <Tooltip text={label} shortcut={step === 1 ? 'Alt+↓' : 'Alt+↑'}>
      <IconButton label={label} disabled={disabled} onClick={() => onStep(step)}>
        <Icon size={18} aria-hidden="true" />
      </IconButton>
    </Tooltip>
  )
}

function ToRegister() {
  const { register: text } = useText()
  const { reportId = '' } = useParams()
  return (
    <Tooltip text={text.link}>
      <Link className="icon-button" to={registerPath(reportId)} aria-label={text.link}>
        <ListChecks size={17} aria-hidden="true" />
      </Link>
    </Tooltip>
  )
}

/** Comments that are about no words: on a section, on the whole report. */
function MoreComments() {
  const { review: text } = useText()
  const { review, editor, me } = useDesk()
  if (!mayComment(me)) return null
  const compose = (on: Selected) => review.composing.set(on)
  const handleSection = () => {
    const sectionId = caretSection(editor.state) ?? PREAMBLE_ID
    compose({ anchor: { kind: 'section', sectionId }, sectionId, quote: '' })
  }
  return (
    <Menu
      align="end"
      // The composer that opens takes the focus.
      onCloseAutoFocus={(event) => review.composing.get() && event.preventDefault()}
      trigger={
        <IconButton label={text.moreActions} title={text.moreActions}>
          <MessageSquarePlus size={17} aria-hidden="true" />
        </IconButton>
      }
    >
      <MenuItem onSelect={handleSection}>{text.aboutSection}</MenuItem>
      <MenuItem onSelect={() => compose({ anchor: { kind: 'report' }, sectionId: null, quote: '' })}>
        {text.aboutReport}
      </MenuItem>
    </Menu>
  )
}

/** A new thread that was begun and not sent: the way back to it. */
export function BegunThread() {
  const { review: text } = useText()
  const { review, draftKey, me, backToText } = useDesk()
  const [dropping, setDropping] = useState(false)
  const key = draftKey('new')
  // Written down when the composer has gone, so after this was drawn.
  useObservable(draftChanges)
  const draft = readDraft(key)
  const on = draft?.on
  if (!on || !mayComment(me)) return null
  return (
    <div className="review-begun">
      <button type="button" onClick={() => review.composing.set(on)}>
        <PenLine size={14} aria-hidden="true" />
        {text.continueDraft}
      </button>
      <IconButton label={text.dropDraft} title={text.dropDraft} onClick={() => setDropping(true)}>
        <X size={14} aria-hidden="true" />
      </IconButton>
      <DropDraft
        open={dropping}
        onDrop={() => {
          setDropping(false)
          dropDraft(key)
          backToText()
        }}
        onKeep={() => setDropping(false)}
      />
    </div>
  )
}

import type { Editor } from '@tiptap/core'
import { TextSelection } from '@tiptap/pm/state'
import { useEditorState } from '@tiptap/react'
import { FilePlus, Plus, UserRoundPlus } from 'lucide-react'
import { Fragment, memo, useCallback, useMemo, useState, useSyncExternalStore } from 'react'
import type { KeyboardEvent } from 'react'

import type { SectionState } from '../../report/sections.ts'
import type { PersonHere } from '../draft/presence/people.ts'
import type { Observable } from '../draft/connection/cell.ts'
import type { OpenRights } from '../draft/rights/open-rights.ts'
import { readStandings } from '../draft/rights/standing.ts'
import { useObservable } from '../draft/use-observable.ts'
import { caretSection } from '../draft/report-editor.ts'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { useOpenCounts } from '../review/review-ground.tsx'
import { Button } from '../ui/button.tsx'
import { invitationsAfter, observeOutline, sectionPosition } from './outline.ts'
import type { Outline } from './outline.ts'
import { InviteRow, OutlineRow } from './outline-row.tsx'
import { isOfOffice, mayAddTop, permitsOf } from './permits.ts'
import type { SectionAction } from './section-dialogs.tsx'

type OutlinePaneProps = {
  readonly editor: Editor
  readonly editable: boolean
  readonly rights: Observable<OpenRights>
  readonly people: readonly PersonHere[]
  readonly onAction: (action: SectionAction) => void
}

/** The outline beside the page: where one is, how much stands there, who else is there, and the way to everywhere. */
export const OutlinePane = memo(function OutlinePane(props: OutlinePaneProps) {
  const { editor, editable, people, onAction } = props
  const { drafting, rights: text } = useText()
  const { language } = useLanguage()
  const outline = useOutline(editor)
  const rights = useObservable(props.rights)
  const [onlyMine, setOnlyMine] = useState(false)
  const current = useEditorState({ editor, selector: () => caretSection(editor.state) ?? null })

  const threads = useOpenCounts()
  const threadsIn = (id: string) => threads?.inSections.get(id) ?? 0
  const peopleBySection = useMemo(() => groupBySection(people), [people])
  const invitations = useMemo(() => invitationsAfter(outline.sections), [outline.sections])
  const [preamble, ...standings] = useMemo(
    () => readStandings(outline.sections, rights),
    [outline.sections, rights],
  )
  const mine = standings.map((standing) => isOfOffice(standing, rights))
  const filters = onlyMine && rights.writer.officeId !== null
  const rows = outline.sections.flatMap((section, index) => {
    const standing = standings[index]
    return standing && (!filters || mine[index]) ? { section, standing } : []
  })
  const showsPreamble = preamble !== undefined && (!filters || isOfOffice(preamble, rights))
  // One tab stop for the whole outline: where the caret is, or the first row when that one is not shown.
  const isCurrentShown = current === null ? showsPreamble : rows.some(({ section }) => section.id === current)
  const tabStop = isCurrentShown ? current : showsPreamble ? null : rows[0]?.section.id
  const handleGo = useCallback((id: string | undefined) => goToSection(editor, id), [editor])

  return (
    <nav className="outline" data-region="outline" aria-label={drafting.outlineLabel}>
      <h2 className="outline-title">
        {drafting.regionOutline}
        <span className="outline-total">{drafting.totalWords(sayNumber(outline.totalWords, language))}</span>
      </h2>
      {mine.includes(true) && mine.includes(false) && (
        <label className="outline-filter">
          <input type="checkbox" checked={onlyMine} onChange={(event) => setOnlyMine(event.target.checked)} />
          {text.onlyMine}
        </label>
      )}
      <ol className="outline-rows" onKeyDown={moveWithArrows}>
        {showsPreamble && (
          <OutlineRow
            section={undefined}
            words={outline.preambleWords}
            isCurrent={current === null}
            isTabStop={tabStop === null}
            people={peopleBySection.get(undefined) ?? NOBODY}
            editable={editable}
            standing={preamble}
            rights={rights}
            openThreads={threadsIn(PREAMBLE_ID)}
            onShowThreads={threads?.show}
            onGo={handleGo}
            onAction={onAction}
          />
        )}
        {filters && rows.length === 0 && <li className="outline-none">{text.noneMine}</li>}
        {rows.map(({ section, standing }) => (
          <Fragment key={section.id}>
            <OutlineRow
              section={section}
              words={section.words}
              isCurrent={section.id === current}
              isTabStop={section.id === tabStop}
              people={peopleBySection.get(section.id) ?? NOBODY}
              editable={editable}
              standing={standing}
              rights={rights}
              openThreads={threadsIn(section.id)}
              onShowThreads={threads?.show}
              onGo={handleGo}
              onAction={onAction}
            />
            {editable &&
              invitations
                .get(section.id)
                ?.filter((parent) => {
                  const above = standings.find(({ id }) => id === parent.id)
                  return above && permitsOf(parent, above, rights).add
                })
                .map((parent) => <InviteRow key={parent.id} parent={parent} onAction={onAction} />)}
          </Fragment>
        ))}
      </ol>
      {editable && mayAddTop(rights) && (
        <div className="outline-foot">
          <Button kind="quiet" onClick={() => onAction({ type: 'add', parent: undefined })}>
            <Plus size={16} aria-hidden="true" />
            {drafting.addTopSection}
          </Button>
          <Button kind="quiet" onClick={() => onAction({ type: 'addAppendix' })}>
            <FilePlus size={16} aria-hidden="true" />
            {drafting.addAppendix}
          </Button>
          <Button kind="quiet" onClick={() => onAction({ type: 'assignMany' })}>
            <UserRoundPlus size={16} aria-hidden="true" />
            {text.assignMany}
          </Button>
        </div>
      )}
    </nav>
  )
})

const NOBODY: readonly PersonHere[] = []

function useOutline(editor: Editor): Outline {
  const observed = useMemo(() => observeOutline(editor), [editor])
  return useSyncExternalStore(observed.subscribe, observed.get)
}

function groupBySection(people: readonly PersonHere[]): Map<SectionState['id'] | undefined, PersonHere[]> {
  const groups = new Map<string | undefined, PersonHere[]>()
  for (const person of people) {
    if (person.isMe || person.sectionId === undefined) continue
    groups.set(person.sectionId, [...(groups.get(person.sectionId) ?? []), person])
  }
  return groups
}

/** Brings a section into sight and the caret into its text. */
export function goToSection(editor: Editor, id: string | undefined): void {
  const { state, view } = editor
  const position = sectionPosition(state.doc, id)
  if (position === undefined) return
  const end = position + (state.doc.nodeAt(position)?.nodeSize ?? 0)
  const selection = TextSelection.near(state.doc.resolve(position + 1))
  // An empty section has no place for a caret: `near` would answer with one in another section.
  if (selection.from > position && selection.to < end) view.dispatch(state.tr.setSelection(selection))
  view.focus()
  const element = view.nodeDOM(position)
  if (element instanceof HTMLElement) element.scrollIntoView({ block: 'start' })
}

/** One tab stop; arrows, Home and End inside. */
function moveWithArrows(event: KeyboardEvent<HTMLOListElement>): void {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('.outline-link')]
  const place = rows.findIndex((row) => row === document.activeElement)
  if (place === -1) return
  const next = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: rows.length - 1 }[event.key]
  if (next === undefined) return
  event.preventDefault()
  rows[Math.min(rows.length - 1, Math.max(0, next))]?.focus()
}

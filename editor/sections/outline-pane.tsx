import type { Editor } from '@tiptap/core'
import { TextSelection } from '@tiptap/pm/state'
import { useEditorState } from '@tiptap/react'
import { Plus } from 'lucide-react'
import { Fragment, memo, useCallback, useMemo, useSyncExternalStore } from 'react'
import type { KeyboardEvent } from 'react'

import type { SectionState } from '../../report/sections.ts'
import type { PersonHere } from '../draft/presence/people.ts'
import { caretSection } from '../draft/report-editor.ts'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { invitationsAfter, observeOutline, sectionPosition } from './outline.ts'
import type { Outline } from './outline.ts'
import { InviteRow, OutlineRow } from './outline-row.tsx'
import type { SectionAction } from './section-dialogs.tsx'

type OutlinePaneProps = {
  readonly editor: Editor
  readonly editable: boolean
  readonly people: readonly PersonHere[]
  readonly onAction: (action: SectionAction) => void
}

/** The outline beside the page: where one is, how much stands there, who else is there, and the way to everywhere. */
export const OutlinePane = memo(function OutlinePane(props: OutlinePaneProps) {
  const { editor, editable, people, onAction } = props
  const { drafting } = useText()
  const { language } = useLanguage()
  const outline = useOutline(editor)
  const current = useEditorState({ editor, selector: () => caretSection(editor.state) ?? null })

  const peopleBySection = useMemo(() => groupBySection(people), [people])
  const invitations = useMemo(() => invitationsAfter(outline.sections), [outline.sections])
  const handleGo = useCallback((id: string | undefined) => goToSection(editor, id), [editor])

  return (
    <nav className="outline" data-region="outline" aria-label={drafting.outlineLabel}>
      <h2 className="outline-title">
        {drafting.regionOutline}
        <span className="outline-total">{drafting.totalWords(sayNumber(outline.totalWords, language))}</span>
      </h2>
      <ol className="outline-rows" onKeyDown={moveWithArrows}>
        <OutlineRow
          section={undefined}
          words={outline.preambleWords}
          isCurrent={current === null}
          people={peopleBySection.get(undefined) ?? NOBODY}
          editable={editable}
          onGo={handleGo}
          onAction={onAction}
        />
        {outline.sections.map((section) => (
          <Fragment key={section.id}>
            <OutlineRow
              section={section}
              words={section.words}
              isCurrent={section.id === current}
              people={peopleBySection.get(section.id) ?? NOBODY}
              editable={editable}
              onGo={handleGo}
              onAction={onAction}
            />
            {editable &&
              invitations
                .get(section.id)
                ?.map((parent) => <InviteRow key={parent.id} parent={parent} onAction={onAction} />)}
          </Fragment>
        ))}
      </ol>
      {editable && (
        <div className="outline-foot">
          <Button kind="quiet" onClick={() => onAction({ type: 'add', parent: undefined })}>
            <Plus size={16} aria-hidden="true" />
            {drafting.addTopSection}
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

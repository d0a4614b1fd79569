import { FilterX, ListTodo, X } from 'lucide-react'
import { useMemo, useState } from 'react'

import { SECTION_STATUSES } from '../../report/wire/rest.ts'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { anyOr, ChoiceField } from '../ui/choice-field.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { boardOffices, chosenRows, NO_OFFICE } from './board-rows.ts'
import type { BoardChoice, BoardRow } from './board-rows.ts'
import { mayDoSomething } from './bulk-action.ts'
import { SectionTable } from './section-table.tsx'
import type { Board } from './use-board.ts'

type SectionProgressProps = {
  readonly board: Board
  readonly rows: readonly BoardRow[]
  readonly choice: BoardChoice
  readonly onChoose: (change: Partial<BoardChoice>) => void
  readonly onClear: () => void
  readonly onReload: () => void
}

/** Every section with its office and status; several can be chosen and moved on at once. */
export function SectionProgress({ board, rows, choice, onChoose, onClear, onReload }: SectionProgressProps) {
  const { progress: text } = useText()
  const { language } = useLanguage()
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const shown = useMemo(() => chosenRows(rows, choice), [rows, choice])
  // What a filter hides is not acted upon.
  const chosen = shown.filter(({ section }) => ticked.has(section.id))
  const selectable = rows.some(mayDoSomething)
  const say = (n: number) => sayNumber(n, language)
  const isNarrowed = shown.length < rows.length
  return (
    <section className="card board-sections" aria-labelledby="board-sections-title">
      <div className="board-part-head">
        <h2 id="board-sections-title">{text.sections}</h2>
        <span className="quiet" role="status">
          {isNarrowed ? text.shown(say(shown.length), say(rows.length)) : text.all(say(rows.length))}
        </span>
      </div>
      {rows.length === 0 ? (
        <EmptyState icon={ListTodo} title={text.noSections} advice={text.noSectionsAdvice} />
      ) : (
        <>
          <Filters board={board} rows={rows} choice={choice} onChoose={onChoose} onClear={onClear} />
          {shown.length === 0 ? (
            <EmptyState icon={FilterX} title={text.noneFound}>
              <Button onClick={onClear}>{text.clear}</Button>
            </EmptyState>
          ) : (
            <SectionTable
              board={board}
              rows={shown}
              selectable={selectable}
              ticked={ticked}
              onTick={setTicked}
            />
          )}
          {selectable && (
            <BulkBar board={board} chosen={chosen} onClear={() => setTicked(new Set())} onReload={onReload} />
          )}
        </>
      )}
    </section>
  )
}

function Filters({ board, rows, choice, onChoose, onClear }: Omit<SectionProgressProps, 'onReload'>) {
  const { progress: text, rights } = useText()
  const offices = boardOffices(rows, board.offices)
  const withoutOffice = rows.some(({ section }) => section.responsible.length === 0)
  const options = [
    ...offices.map(({ id, shortName }) => ({ id, name: shortName })),
    ...(withoutOffice ? [{ id: NO_OFFICE, name: text.noOffice }] : []),
  ]
  const isNarrowed = choice.office !== '' || choice.status !== '' || choice.overdue
  return (
    <div className="board-filters" role="group" aria-label={text.filters}>
      <ChoiceField
        label={text.office}
        value={choice.office}
        options={anyOr(text.anyOffice, options)}
        onChange={(office) => onChoose({ office })}
      />
      <ChoiceField
        label={text.status}
        value={choice.status}
        options={anyOr(
          text.anyStatus,
          SECTION_STATUSES.map((id) => ({ id, name: rights.statuses[id] })),
        )}
        onChange={(status) => onChoose({ status })}
      />
      <label className="board-check">
        <input
          type="checkbox"
          checked={choice.overdue}
          onChange={(event) => onChoose({ overdue: event.target.checked })}
        />
        {text.onlyOverdue}
      </label>
      {isNarrowed && (
        <Button kind="quiet" onClick={onClear}>
          <X size={16} aria-hidden="true" />
          {text.clear}
        </Button>
      )}
    </div>
  )
}

import { useState } from 'react'
import type { CSSProperties, KeyboardEvent } from 'react'

import { useText } from '../../i18n/text.tsx'

const MOST_ROWS = 8
const MOST_COLUMNS = 8

type Size = { readonly rows: number; readonly columns: number }

const STEPS: Readonly<Record<string, Size>> = {
  ArrowDown: { rows: 1, columns: 0 },
  ArrowUp: { rows: -1, columns: 0 },
  ArrowRight: { rows: 0, columns: 1 },
  ArrowLeft: { rows: 0, columns: -1 },
}

/** A grid to draw the new table's size on, with the mouse or with the arrows and Enter. */
export function TableSizePicker({ onChoose }: { onChoose: (rows: number, columns: number) => void }) {
  const { drafting } = useText()
  const [size, setSize] = useState<Size>({ rows: 3, columns: 3 })

  const handleKey = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    if (!step) return
    event.preventDefault()
    setSize({
      rows: within(size.rows + step.rows, MOST_ROWS),
      columns: within(size.columns + step.columns, MOST_COLUMNS),
    })
  }
  const said = drafting.tableSize(size.rows, size.columns)
  const style = { '--rows': MOST_ROWS, '--columns': MOST_COLUMNS } as CSSProperties
  return (
    <div className="table-picker">
      <button
        type="button"
        className="table-picker-grid"
        style={style}
        autoFocus
        aria-label={said}
        aria-description={drafting.tablePickerHint}
        onKeyDown={handleKey}
        onClick={() => onChoose(size.rows, size.columns)}
      >
        {CELLS.map(({ rows, columns }) => (
          <span
            key={`${rows}-${columns}`}
            data-on={(rows <= size.rows && columns <= size.columns) || undefined}
            onMouseEnter={() => setSize({ rows, columns })}
          />
        ))}
      </button>
      <p className="table-picker-size" aria-live="polite">
        {said}
      </p>
    </div>
  )
}

const CELLS: readonly Size[] = Array.from({ length: MOST_ROWS * MOST_COLUMNS }, (_, index) => ({
  rows: Math.floor(index / MOST_COLUMNS) + 1,
  columns: (index % MOST_COLUMNS) + 1,
}))

function within(value: number, most: number): number {
  return Math.min(most, Math.max(1, value))
}

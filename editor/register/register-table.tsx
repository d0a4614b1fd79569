import { ArrowDown, ArrowUp, ArrowUpDown, ChevronLeft, ChevronRight, SearchX } from 'lucide-react'
import { useEffect, useState } from 'react'
import { flushSync } from 'react-dom'

import type { RegisterRow } from '../../report/review/register.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { pageOf } from './register-rows.ts'
import type { RegisterChoice, RegisterSort } from './register-rows.ts'
import { RowOfRegister } from './row-of-register.tsx'

type RegisterTableProps = {
  readonly report: ReportDetail
  /** What is chosen, in its order. */
  readonly rows: readonly RegisterRow[]
  /** How many there are without filters. */
  readonly all: number
  readonly choice: RegisterChoice
  readonly onChange: (change: Partial<RegisterChoice>) => void
  readonly onClear: () => void
  readonly onReload: () => void
}

/** A page of rows on the screen, all of them on paper. */
export function RegisterTable(props: RegisterTableProps) {
  const { report, rows, choice, onChange, onClear, onReload } = props
  const { register: text } = useText()
  const prints = usePrinting()
  const shown = pageOf(rows, choice.page)
  if (rows.length === 0) {
    return (
      <div className="card">
        <EmptyState icon={SearchX} title={text.noneFound}>
          <Button onClick={onClear}>{text.clear}</Button>
        </EmptyState>
      </div>
    )
  }
  return (
    <div className="card">
      <table className="register-table">
        <caption className="visually-hidden">{text.table}</caption>
        <thead>
          <tr>
            <SortHead label={text.number} by="number" choice={choice} onChange={onChange} />
            <SortHead label={text.section} by="section" choice={choice} onChange={onChange} />
            <th scope="col">{text.quote}</th>
            <th scope="col">{text.opinion}</th>
            <SortHead label={text.author} by="office" choice={choice} onChange={onChange} />
            <th scope="col">{text.answer}</th>
            <SortHead label={text.state} by="state" choice={choice} onChange={onChange} />
          </tr>
        </thead>
        <tbody>
          {(prints ? rows : shown.rows).map((row) => (
            <RowOfRegister key={row.thread.id} report={report} row={row} onReload={onReload} />
          ))}
        </tbody>
      </table>
      <Paging {...props} page={shown.page} pages={shown.pages} />
    </div>
  )
}

type SortHeadProps = {
  readonly label: string
  readonly by: RegisterSort
  readonly choice: RegisterChoice
  readonly onChange: (change: Partial<RegisterChoice>) => void
}

function SortHead({ label, by, choice, onChange }: SortHeadProps) {
  const { register: text } = useText()
  const isSorted = choice.sort === by
  const direction = choice.descending ? 'descending' : 'ascending'
  const Icon = isSorted ? (choice.descending ? ArrowDown : ArrowUp) : ArrowUpDown
  return (
    <th scope="col" aria-sort={isSorted ? direction : undefined}>
      <button
        className="sort-button"
        type="button"
        title={text.sorted(label)}
        onClick={() => onChange({ sort: by, descending: isSorted && !choice.descending })}
      >
        {label}
        <Icon size={14} aria-hidden="true" />
      </button>
      {/* On paper a button is not drawn again at the head of the next page. */}
      <span className="register-paper-word" aria-hidden="true">
        {label}
      </span>
    </th>
  )
}

type PagingProps = RegisterTableProps & { readonly page: number; readonly pages: number }

function Paging({ rows, all, page, pages, onChange }: PagingProps) {
  const { register: text } = useText()
  const { language } = useLanguage()
  const say = (n: number) => sayNumber(n, language)
  const handleTurn = (to: number) => {
    onChange({ page: to })
    window.scrollTo({ top: 0 })
  }
  return (
    <nav className="paging" aria-label={text.pages}>
      <p role="status">{text.shown(say(rows.length), say(all))}</p>
      {pages > 1 && (
        <>
          <Button onClick={() => handleTurn(page - 1)} disabled={page === 1} aria-label={text.previousPage}>
            <ChevronLeft size={18} aria-hidden="true" />
          </Button>
          <span>{text.pageOf(say(page), say(pages))}</span>
          <Button onClick={() => handleTurn(page + 1)} disabled={page === pages} aria-label={text.nextPage}>
            <ChevronRight size={18} aria-hidden="true" />
          </Button>
        </>
      )}
    </nav>
  )
}

/** Whether the page is being printed, however that was begun. */
function usePrinting(): boolean {
  const [prints, setPrints] = useState(false)
  useEffect(() => {
    // The browser takes its picture as soon as the listeners are through.
    const begin = () => flushSync(() => setPrints(true))
    const end = () => setPrints(false)
    window.addEventListener('beforeprint', begin)
    window.addEventListener('afterprint', end)
    return () => {
      window.removeEventListener('beforeprint', begin)
      window.removeEventListener('afterprint', end)
    }
  }, [])
  return prints
}

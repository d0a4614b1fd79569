import { CornerDownLeft } from 'lucide-react'
import { useCallback } from 'react'

import type { Excerpt } from '../../report/wire/contributions.ts'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { PartContent } from '../import/part-content.tsx'
import { LoadFailed } from '../load-failed.tsx'
import { fetchExcerpts } from '../rest/contributions.ts'
import { useLoad } from '../rest/load.ts'
import { Button } from '../ui/button.tsx'
import { Waiting } from '../ui/spinner.tsx'
import { useAgain } from './use-again.ts'
import './contributions.css'

type ExcerptsProps = {
  readonly reportId: string
  /** Null: those that stand in no section. */
  readonly sectionId: string | null
  /** Asked again when this is another. */
  readonly revision?: unknown
  /** Puts one into the section; without it they can only be read. */
  readonly onInsert?: ((excerpt: Excerpt) => void) | undefined
}

/** What every office says on a section, side by side as far as there is room. */
export function Excerpts({ reportId, sectionId, revision, onInsert }: ExcerptsProps) {
  const { contributions: text } = useText()
  const load = useCallback(
    (signal: AbortSignal) => fetchExcerpts(reportId, sectionId, signal),
    [reportId, sectionId],
  )
  const [loaded, reload] = useLoad(load)
  useAgain(revision, reload)
  if (loaded.state === 'loading') return <Waiting label={text.panelLoading} />
  if (loaded.state === 'failed')
    return <LoadFailed title={text.excerptFailed} error={loaded.error} onRetry={reload} />
  if (loaded.value.length === 0) return <p className="quiet">{text.panelNone}</p>
  return (
    <ul className="excerpts">
      {loaded.value.map((excerpt) => (
        <ExcerptCard
          key={`${excerpt.contributionId}-${excerpt.part}`}
          excerpt={excerpt}
          isNamed={sectionId === null || excerpt.placedByHand}
          onInsert={onInsert}
        />
      ))}
    </ul>
  )
}

type ExcerptCardProps = Pick<ExcerptsProps, 'onInsert'> & {
  readonly excerpt: Excerpt
  /** Its heading is worth reading: the section does not say the same. */
  readonly isNamed: boolean
}

function ExcerptCard({ excerpt, isNamed, onInsert }: ExcerptCardProps) {
  const { contributions: text } = useText()
  const { language } = useLanguage()
  const { office, heading, words, inserted } = excerpt
  return (
    <li className="excerpt">
      <h4>
        {office.shortName} <span className="quiet">{text.words(sayNumber(words, language))}</span>
        {inserted > 0 && (
          <span className="chip" data-tone="good">
            {text.inserted(inserted)}
          </span>
        )}
      </h4>
      {isNamed && heading !== '' && <p className="quiet">{text.heading(heading)}</p>}
      <PartContent part={excerpt} name={heading || office.shortName} heading="" />
      {onInsert && excerpt.blocks.length > 0 && (
        <Button onClick={() => onInsert(excerpt)}>
          <CornerDownLeft size={16} aria-hidden="true" />
          {text.insert}
        </Button>
      )}
    </li>
  )
}

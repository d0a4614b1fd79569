import { useState } from 'react'

import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import type { Contribution } from '../../report/wire/contributions.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { headingLine } from '../import/destinations.ts'
import { changeContribution } from '../rest/contributions.ts'
import { errorSentence } from '../rest/error-sentence.ts'
import { Button } from '../ui/button.tsx'
import { useToast } from '../ui/toast.tsx'
import { Excerpts } from './excerpts.tsx'
import type { NameOf } from './contributions-page.tsx'
import type { PlacedPart } from './office-lines.ts'

type UnplacedPartsProps = {
  readonly report: ReportDetail
  readonly parts: readonly PlacedPart[]
  readonly nameOf: NameOf
  readonly mayPlace: (contribution: Contribution) => boolean
  readonly onReload: () => void
}

/** *Chưa xếp*: what came and belongs to no section that anybody could tell. Somebody says where; none is dropped. */
export function UnplacedParts({ report, parts, nameOf, mayPlace, onReload }: UnplacedPartsProps) {
  const text = useText()
  const { contributions: words } = text
  const { language } = useLanguage()
  const toast = useToast()
  const [shown, setShown] = useState(false)
  const handlePlace = ({ contribution, part }: PlacedPart, name: string, sectionId: string) => {
    const places = { [String(part.part)]: sectionId }
    changeContribution(report.id, contribution.id, { places }).then(
      () => {
        toast(words.moved(name, nameOf(sectionId)), 'good')
        onReload()
      },
      (error: unknown) => void toast(errorSentence(error, text, language), 'danger'),
    )
  }
  return (
    <section className="card sent-unplaced" aria-label={words.unplaced(parts.length)}>
      <div className="sent-part-head">
        <h2>{words.unplaced(parts.length)}</h2>
        <Button kind="quiet" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {shown ? words.hide : words.look}
        </Button>
      </div>
      <p className="quiet">{words.unplacedHint}</p>
      <ul className="sent-lines">
        {parts.map((one) => {
          const { contribution, part } = one
          const name = headingLine(part) || words.opening
          return (
            <li key={`${contribution.id}-${part.part}`} className="sent-place">
              <span>
                <strong>{name}</strong>{' '}
                <span className="quiet">
                  {contribution.office.shortName} · {words.words(sayNumber(part.words, language))}
                </span>
              </span>
              {mayPlace(contribution) && (
                <select
                  className="input"
                  aria-label={words.goesToOf(name, contribution.office.shortName)}
                  value=""
                  onChange={(event) => handlePlace(one, name, event.target.value)}
                >
                  <option value="">{`${words.goesTo}…`}</option>
                  {[PREAMBLE_ID, ...report.sections.map(({ id }) => id)].map((id) => (
                    <option key={id} value={id}>
                      {nameOf(id)}
                    </option>
                  ))}
                </select>
              )}
            </li>
          )
        })}
      </ul>
      {shown && <Excerpts reportId={report.id} sectionId={null} revision={parts} />}
    </section>
  )
}

import type { ImportedPart } from '../../report/wire/paper.ts'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { type Destination, type Target, shownHeading } from './destinations.ts'
import { PartContent } from './part-content.tsx'

type PartCardProps = {
  readonly part: ImportedPart
  /** What the part is called: its heading with the number. */
  readonly name: string
  readonly targets: readonly Target[]
  readonly destination: Destination
  /** One may write where it goes. */
  readonly isOpen: boolean
  /** The section that it most likely belongs to, whether one may write there or not. */
  readonly isMeantFor: Destination
  readonly nameOf: (sectionId: string) => string | undefined
  readonly onChoose: (chosen: Destination) => void
}

/** A part of the file: what it is called, where it goes, and what it says as it will stand there. */
export function PartCard(props: PartCardProps) {
  const { part, name, targets, destination, isOpen, nameOf, onChoose } = props
  const { importing: text } = useText()
  const { language } = useLanguage()
  const target = targets.find(({ id }) => id === destination)
  const heading = destination === null ? '' : shownHeading(part, destination, target?.title ?? '')
  return (
    <li className="import-part" data-out={destination === null || undefined}>
      <div className="import-part-head">
        <h4>
          {name}
          <span className="quiet"> {text.words(sayNumber(part.words, language))}</span>
        </h4>
        <label className="import-goes">
          <span aria-hidden="true">{text.goesTo}</span>
          <select
            className="input"
            aria-label={text.goesToOf(name)}
            aria-invalid={!isOpen || undefined}
            value={destination ?? ''}
            onChange={(event) => onChoose(event.target.value === '' ? null : event.target.value)}
          >
            <option value="">{text.nowhereChoice}</option>
            {!isOpen && destination !== null && (
              <option value={destination}>{nameOf(destination) ?? text.untitled}</option>
            )}
            {targets.map(({ id, number, title, level }) => (
              <option key={id} value={id}>
                {optionWords({ number, level, title: title || (nameOf(id) ?? '') })}
              </option>
            ))}
          </select>
        </label>
      </div>
      <PlaceHint {...props} />
      <PartContent part={part} name={name} heading={heading} />
    </li>
  )
}

/** Sub-sections stand in from their sections; a list of options keeps no other space. */
function optionWords({ number, title, level }: Pick<Target, 'number' | 'title' | 'level'>): string {
  const mark = number === '' || /[).-]$/u.test(number) ? number : `${number}.`
  return `${'\u00A0\u00A0\u00A0'.repeat(level - 1)}${mark} ${title}`.trimEnd()
}

function PlaceHint({ destination, isOpen, isMeantFor, nameOf }: PartCardProps) {
  const { importing: text } = useText()
  if (destination !== null && isOpen) return null
  if (destination !== null) {
    const closed = nameOf(destination)
    return (
      <p className="import-hint" data-tone="danger" role="alert">
        {closed === undefined ? text.goneNow : text.closedNow(closed)}
      </p>
    )
  }
  const meant = isMeantFor === null ? undefined : nameOf(isMeantFor)
  return <p className="import-hint">{meant === undefined ? text.unknown : text.closed(meant)}</p>
}

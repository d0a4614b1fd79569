import { useId, useState } from 'react'
import type { FormEvent } from 'react'

import type { Office } from '../../report/wire/rest.ts'
import { useText } from '../i18n/text.tsx'
import { useOffices } from '../rest/offices.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { matches } from './find-text.ts'
import './assign.css'

/** A section that can be given to an office, as the dialog lists it. */
export type Assignable = {
  readonly id: string
  readonly label: string
  readonly level: number
  readonly officeIds: readonly string[]
}

type AssignDialogProps = {
  /** One, or those to choose from. */
  readonly sections: readonly Assignable[]
  /** More than one to choose from. */
  readonly many: boolean
  /** What the one would be without offices of its own: the short names of those above it. */
  readonly inherited?: string
  /** Offices that take part in the report: the others come after them and are marked. */
  readonly taking: ReadonlySet<string>
  readonly onAssign: (sections: readonly Assignable[], offices: readonly Office[]) => void
  readonly onClose: () => void
}

/** To which offices sections are given; the first one chosen is responsible. None: nobody in particular. */
export function AssignDialog(props: AssignDialogProps) {
  const { app, rights: text } = useText()
  const [first] = props.sections
  // Among many, "nobody" must be meant: it takes all of them away from their offices.
  const none = props.many ? undefined : []
  const [chosen, setChosen] = useState<readonly string[] | undefined>(
    props.many ? undefined : (first?.officeIds ?? []),
  )
  const [sections, setSections] = useState<ReadonlySet<string>>(
    new Set(props.many ? [] : props.sections.map(({ id }) => id)),
  )
  const [missing, setMissing] = useState(false)
  const offices = useOffices()

  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    setMissing(sections.size === 0)
    if (sections.size === 0 || !chosen) return
    props.onAssign(
      props.sections.filter(({ id }) => sections.has(id)),
      chosen.flatMap((id) => offices.find((office) => office.id === id) ?? []),
    )
  }
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={props.many ? text.assignManyTitle : text.assignTitle(first?.label ?? '')}
      intro={props.many ? text.assignManyIntro : text.assignIntro}
      closeLabel={app.close}
      width={props.many ? '48rem' : '32rem'}
    >
      <form className="dialog-form" onSubmit={handleSubmit} noValidate>
        <div className={props.many ? 'assign-columns' : undefined}>
          {props.many && (
            <ChooseSections
              sections={props.sections}
              chosen={sections}
              onChange={(next) => {
                setSections(next)
                setMissing(false)
              }}
              error={missing ? text.chooseSections : undefined}
            />
          )}
          <ChooseOffices
            offices={offices}
            taking={props.taking}
            chosen={chosen}
            onChange={(next) => setChosen(next ?? none)}
            isFirst={!props.many}
            unassignedHint={props.inherited ? text.inherits(props.inherited) : text.unassignedHint}
          />
        </div>
        <div className="dialog-actions">
          <Button onClick={props.onClose}>{app.cancel}</Button>
          <Button kind="primary" type="submit" disabled={!chosen}>
            {text.save}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

type ChooseOfficesProps = {
  readonly offices: readonly Office[]
  readonly taking: ReadonlySet<string>
  /** Undefined: nothing yet. */
  readonly chosen: readonly string[] | undefined
  readonly onChange: (chosen: readonly string[] | undefined) => void
  readonly unassignedHint: string
  /** The dialog begins here. */
  readonly isFirst: boolean
}

function ChooseOffices({ offices, taking, chosen, onChange, unassignedHint, isFirst }: ChooseOfficesProps) {
  const { rights: text } = useText()
  const [wanted, setWanted] = useState('')
  const found = inOrder(offices, taking).filter(
    ({ name, shortName }) => matches(name, wanted) || matches(shortName, wanted),
  )
  const ticked = chosen ?? []
  const toggle = (id: string) => {
    const next = ticked.includes(id) ? ticked.filter((one) => one !== id) : [...ticked, id]
    onChange(next.length > 0 ? next : undefined)
  }
  return (
    <fieldset className="assign">
      <legend className="field-label">{text.offices}</legend>
      <FindField label={text.findOffice} value={wanted} isFirst={isFirst} onChange={setWanted} />
      <ul className="assign-list">
        <li>
          <label className="assign-choice">
            <input
              type="checkbox"
              checked={chosen?.length === 0}
              onChange={(event) => onChange(event.target.checked ? [] : undefined)}
            />
            <span>
              {text.unassigned}
              <span className="assign-hint">{unassignedHint}</span>
            </span>
          </label>
        </li>
        {found.map((office) => (
          <li key={office.id}>
            <label className="assign-choice">
              <input
                type="checkbox"
                checked={ticked.includes(office.id)}
                onChange={() => toggle(office.id)}
              />
              <span>
                <OfficeDot office={office} /> {office.shortName}
                <span className="assign-hint">
                  {office.name}
                  {!taking.has(office.id) && ` (${text.notAMember})`}
                </span>
              </span>
              {ticked.length > 1 && ticked.includes(office.id) && (
                <span className="chip" data-tone={ticked[0] === office.id ? 'accent' : undefined}>
                  {ticked[0] === office.id ? text.lead : text.alsoWrites}
                </span>
              )}
            </label>
          </li>
        ))}
        {found.length === 0 && <li className="quiet">{text.noOfficeFound}</li>}
      </ul>
    </fieldset>
  )
}

export function OfficeDot({ office }: { office: Pick<Office, 'color'> }) {
  return <span className="office-dot" style={{ background: office.color }} aria-hidden="true" />
}

/** Those that take part come first, each group as a Vietnamese index would list it. */
function inOrder(offices: readonly Office[], taking: ReadonlySet<string>): Office[] {
  const order = new Intl.Collator('vi')
  return [...offices].sort(
    (a, b) => Number(taking.has(b.id)) - Number(taking.has(a.id)) || order.compare(a.shortName, b.shortName),
  )
}

type ChooseSectionsProps = {
  readonly sections: readonly Assignable[]
  readonly chosen: ReadonlySet<string>
  readonly onChange: (chosen: ReadonlySet<string>) => void
  readonly error: string | undefined
}

function ChooseSections({ sections, chosen, onChange, error }: ChooseSectionsProps) {
  const { rights: text } = useText()
  const [wanted, setWanted] = useState('')
  const errorId = useId()
  const toggle = (id: string) => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    onChange(next)
  }
  return (
    <fieldset className="assign" aria-describedby={error ? errorId : undefined}>
      <legend className="field-label">{text.sectionsToAssign}</legend>
      <FindField label={text.findSection} value={wanted} isFirst onChange={setWanted} />
      <ul className="assign-list">
        {sections
          .filter(({ label }) => matches(label, wanted))
          .map(({ id, label, level }) => (
            <li key={id}>
              <label className="assign-choice" style={{ paddingLeft: `${(level - 1) * 14 + 4}px` }}>
                <input type="checkbox" checked={chosen.has(id)} onChange={() => toggle(id)} />
                <span>{label}</span>
              </label>
            </li>
          ))}
      </ul>
      {error && (
        <p className="field-error" id={errorId} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  )
}

type FindFieldProps = {
  readonly label: string
  readonly value: string
  readonly isFirst: boolean
  readonly onChange: (value: string) => void
}

function FindField(props: FindFieldProps) {
  return (
    <input
      className="input"
      type="search"
      aria-label={props.label}
      placeholder={props.label}
      value={props.value}
      autoComplete="off"
      data-first-focus={props.isFirst || undefined}
      onChange={(event) => props.onChange(event.target.value)}
    />
  )
}

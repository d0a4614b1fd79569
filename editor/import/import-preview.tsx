import type { Editor } from '@tiptap/core'
import { useMemo, useRef, useState } from 'react'

import type { DocumentImport } from '../../report/wire/paper.ts'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { Note } from '../ui/note.tsx'
import { useToast } from '../ui/toast.tsx'
import {
  type Destination,
  type Gathered,
  type Target,
  gather,
  headingLine,
  likelyDestinations,
} from './destinations.ts'
import { insertBlocks } from './insert-blocks.ts'
import { PartCard } from './part-card.tsx'
import { WarningList } from './warning-list.tsx'

type Way = 'here' | 'outline'

type ImportPreviewProps = {
  readonly result: DocumentImport
  readonly editor: Editor
  readonly targets: readonly Target[]
  readonly nameOf: (sectionId: string) => string | undefined
  /** The section for which the file was chosen. */
  readonly sectionId: string | undefined
  readonly onInserted: () => void
}

/** What the file says, part by part, where each goes, and the button that puts it there. */
export function ImportPreview(props: ImportPreviewProps) {
  const { result, editor, targets, nameOf, sectionId, onInserted } = props
  const { importing: text } = useText()
  const { language } = useLanguage()
  const toast = useToast()
  const { parts } = result
  const [way, setWay] = useState<Way>(sectionId === undefined ? 'outline' : 'here')
  const [outline, setOutline] = useState<readonly Destination[]>(() => likelyDestinations(parts, targets))
  const [here, setHere] = useState<readonly Destination[]>(() => parts.map(() => sectionId ?? null))
  const [problem, setProblem] = useState<string>()
  const isDone = useRef(false)

  const destinations = way === 'here' ? here : outline
  const open = useMemo(() => new Set(targets.map(({ id }) => id)), [targets])
  const gathered = useMemo(
    () => gather(parts, destinations, new Map(targets.map(({ id, title }) => [id, title]))),
    [parts, destinations, targets],
  )
  const words = gathered.reduce((sum, one) => sum + one.words, 0)
  const lost = destinations.filter((id) => id === null).length
  const counted = (count: number) => sayNumber(count, language)

  const handleChoose = (at: number, chosen: Destination) => {
    setProblem(undefined)
    const set = way === 'here' ? setHere : setOutline
    set((before) => before.map((one, index) => (index === at ? chosen : one)))
  }
  const handleInsert = () => {
    if (isDone.current || gathered.length === 0) return
    const inserted = insertBlocks(editor.view, gathered)
    if (inserted.state !== 'done') {
      setProblem(text[inserted.state])
      return
    }
    isDone.current = true
    toast(sayInserted(gathered), 'good')
    onInserted()
  }

  return (
    <>
      <div className="import-read">
        <WarningList warnings={result.warnings} />
        {sectionId !== undefined && (
          <WayChoice way={way} section={nameOf(sectionId) ?? ''} onChange={setWay} />
        )}
        <h3 className="import-count">{text.parts(counted(parts.length), counted(wordsIn(result)))}</h3>
        <ol className="import-parts">
          {parts.map((part, at) => (
            <PartCard
              // Parts never change once they are read: their place is name enough.
              // oxlint-disable-next-line react/no-array-index-key
              key={at}
              part={part}
              name={headingLine(part) || (parts.length === 1 ? text.noHeading : text.beginning)}
              targets={way === 'here' ? targets.filter(({ id }) => id === sectionId) : targets}
              destination={destinations[at] ?? null}
              isOpen={isOpen(destinations[at] ?? null)}
              isMeantFor={way === 'outline' ? part.sectionId : null}
              nameOf={nameOf}
              onChoose={(chosen) => handleChoose(at, chosen)}
            />
          ))}
        </ol>
      </div>
      <div className="import-foot">
        <div className="import-foot-words">
          {problem && <Note tone="danger">{problem}</Note>}
          {!problem && lost > 0 && <p className="quiet">{text.lacksPlace(counted(lost))}</p>}
        </div>
        <Button kind="primary" disabled={gathered.length === 0} onClick={handleInsert}>
          {gathered.length === 0 ? text.insertNothing : text.insert(counted(words))}
        </Button>
      </div>
    </>
  )

  function isOpen(id: Destination): boolean {
    return id === null || open.has(id)
  }

  function sayInserted(done: readonly Gathered[]): string {
    if (done.length > 3) return text.insertedMany(counted(words), counted(done.length))
    const list = done.map((one) => text.insertedInto(counted(one.words), nameOf(one.sectionId) ?? ''))
    return text.inserted(list.join('; '))
  }
}

function wordsIn({ parts }: DocumentImport): number {
  return parts.reduce((sum, { words }) => sum + words, 0)
}

type WayChoiceProps = {
  readonly way: Way
  readonly section: string
  readonly onChange: (way: Way) => void
}

function WayChoice({ way, section, onChange }: WayChoiceProps) {
  const { importing: text } = useText()
  const ways = [
    { id: 'here', name: text.allHere(section), hint: text.allHereHint },
    { id: 'outline', name: text.byOutline, hint: text.byOutlineHint },
  ] as const
  return (
    <fieldset className="import-ways">
      <legend className="visually-hidden">{text.way}</legend>
      {ways.map(({ id, name, hint }) => (
        <label key={id}>
          <input type="radio" name="import-way" checked={way === id} onChange={() => onChange(id)} />
          <span>
            <span className="import-way-name">{name}</span>
            <span className="quiet">{hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

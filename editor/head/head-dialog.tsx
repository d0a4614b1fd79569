import { useRef, useState } from 'react'
import type { FormEvent, ReactNode } from 'react'

import { blanksOf } from '../../report/form/blanks.ts'
import { PROFILES } from '../../report/wire/profile.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import type { Catalogue } from '../i18n/catalogue.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { errorSentence } from '../rest/error-sentence.ts'
import { ApiError } from '../rest/request.ts'
import { useWork } from '../rest/use-work.ts'
import { Button } from '../ui/button.tsx'
import { Confirm, Dialog } from '../ui/dialog.tsx'
import { Note } from '../ui/note.tsx'
import { useToast } from '../ui/toast.tsx'
import {
  HEAD_FIELDS,
  beginEdit,
  changesOf,
  hearOf,
  problemsOf,
  takeTheirs,
  tidyHead,
  typeInto,
  type HeadEdit,
  type HeadField,
  type WholeHead,
} from './head-change.ts'
import { HeadFormContext, focusPart, type HeadForm, useHeadForm } from './head-form.ts'
import { ChoicePart, DatePart, DuplexPart, TextPart } from './head-parts.tsx'
import { HeadPreview } from './head-preview.tsx'
import { RecipientsPart } from './recipients-part.tsx'
import { refusedParts, saveHead } from './save-head.ts'
import '../ui/split-dialog.css'
import './head.css'

type HeadDialogProps = {
  /** As the server said last: it is followed while the form stands open. */
  readonly report: ReportDetail
  /** Where the form begins. */
  readonly field?: HeadField | undefined
  readonly onClose: () => void
  readonly onReload: () => void
}

export function mayEditHead({ role, stage }: Pick<ReportDetail, 'role' | 'stage'>): boolean {
  return role === 'coordinator' && stage !== 'signed'
}

/** What stands around the text on paper, as a form with the paper beside it. */
export function HeadDialog({ report, field, onClose, onReload }: HeadDialogProps) {
  const text = useText()
  const toast = useToast()
  const work = useWork()
  const form = useRef<HTMLFormElement>(null)
  const readOnly = !mayEditHead(report)
  const [edit, setEdit] = useFollowedEdit(report)
  const [tried, setTried] = useState(false)
  const [stopped, setStopped] = useState(false)
  const [leaving, setLeaving] = useState(false)

  const isChanged = Object.keys(changesOf(edit)).length > 0
  const given: HeadForm = {
    edit,
    readOnly,
    first: field,
    errors: errorsOf(edit, tried, work.failure, text.head),
    set: (one, value) => setEdit((before) => typeInto(before, one, value)),
    takeTheirs: (one) => setEdit((before) => takeTheirs(before, one)),
  }

  const handleClose = () => (isChanged && !readOnly ? setLeaving(true) : onClose())
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    setStopped(false)
    const [wrong] = problemsOf(edit.typed).keys()
    if (wrong) return focusPart(form.current, wrong)
    work.run(saveHead(report.id, edit), (answer) => {
      if (answer.state === 'contested') {
        setStopped(true)
        return setEdit((before) => hearOf(before, answer.head))
      }
      toast(isChanged ? text.head.saved : text.head.nothingToSave, 'good')
      onReload()
      onClose()
    })
  }

  return (
    <Dialog
      open
      onClose={handleClose}
      title={text.head.title}
      intro={introOf(report, text.head)}
      closeLabel={text.app.close}
      width="76rem"
    >
      <HeadFormContext value={given}>
        <form ref={form} className="split-dialog head-form" onSubmit={handleSubmit} noValidate>
          <div className="split-dialog-side head-fields">
            <HeadNotes edit={edit} stopped={stopped} failure={work.failure} />
            <HeadFields />
          </div>
          <aside className="split-dialog-side head-aside" aria-label={text.head.preview}>
            <Blanks head={edit.typed} onGo={(one) => focusPart(form.current, one)} />
            <HeadPreview head={edit.typed} />
          </aside>
          <div className="dialog-actions split-dialog-foot">
            <Button onClick={handleClose}>{readOnly ? text.app.close : text.app.cancel}</Button>
            {!readOnly && (
              <Button kind="primary" type="submit" busy={work.busy} disabled={!isChanged}>
                {work.busy ? text.head.saving : text.head.save}
              </Button>
            )}
          </div>
        </form>
      </HeadFormContext>
      <Confirm
        open={leaving}
        title={text.head.discardTitle}
        body={text.head.discardBody}
        confirmLabel={text.head.discard}
        cancelLabel={text.head.keepEditing}
        onConfirm={onClose}
        onCancel={() => setLeaving(false)}
      />
    </Dialog>
  )
}

function errorsOf(
  { typed }: HeadEdit,
  isTried: boolean,
  failure: unknown,
  text: Catalogue['head'],
): ReadonlyMap<HeadField, string> {
  const wrong = isTried ? [...problemsOf(typed).keys()].map((one) => [one, text.noDate] as const) : []
  return new Map([...refusedParts(failure).map((one) => [one, text.fieldRefused] as const), ...wrong])
}

function introOf(report: ReportDetail, text: Catalogue['head']): string {
  if (mayEditHead(report)) return text.intro
  return report.stage === 'signed' ? text.introSigned : text.introReadOnly
}

/** The edit, told whenever the page has fetched another head. */
function useFollowedEdit({ head }: ReportDetail) {
  const [edit, setEdit] = useState(() => beginEdit(head))
  const [heard, setHeard] = useState(head)
  if (heard !== head) {
    setHeard(head)
    setEdit((before) => hearOf(before, head))
  }
  return [edit, setEdit] as const
}

type HeadNotesProps = { readonly edit: HeadEdit; readonly stopped: boolean; readonly failure: unknown }

function HeadNotes({ edit, stopped, failure }: HeadNotesProps) {
  const text = useText()
  const { language } = useLanguage()
  const say = (fields: ReadonlySet<HeadField>) =>
    HEAD_FIELDS.filter((field) => fields.has(field))
      .map((field) => text.head.fields[field].toLocaleLowerCase('vi'))
      .join(', ')
  return (
    <>
      {failure !== undefined && <Note tone="danger">{sayFailure()}</Note>}
      {edit.contested.size > 0 && (
        <Note tone="warning">
          {stopped && <strong>{text.head.checkAgain} </strong>}
          {text.head.changedByOthers(say(edit.contested))}
        </Note>
      )}
      {edit.followed.size > 0 && <Note>{text.head.followedOthers(say(edit.followed))}</Note>}
    </>
  )

  function sayFailure(): string {
    // What the server's parser says of a part is English and for programs; the part itself is marked.
    const isOfParts = failure instanceof ApiError && failure.code === 'bad-request'
    return errorSentence(isOfParts ? new ApiError('bad-request') : failure, text, language)
  }
}

function Blanks({ head, onGo }: { head: WholeHead; onGo: (field: HeadField) => void }) {
  const { head: text } = useText()
  const blanks = blanksOf(tidyHead(head))
  if (blanks.length === 0) return <p className="head-blanks">{text.noBlanks}</p>
  return (
    <p className="head-blanks">
      {text.blanks}{' '}
      {blanks.map((blank, place) => (
        <span key={blank}>
          <button type="button" className="link-button" onClick={() => onGo(blank)}>
            {text.fields[blank].toLocaleLowerCase('vi')}
          </button>
          {place < blanks.length - 1 ? ', ' : '.'}
        </span>
      ))}
    </p>
  )
}

const USUAL_TYPES = ['BÁO CÁO', 'TỜ TRÌNH', 'KẾ HOẠCH', 'KẾT LUẬN', 'THÔNG BÁO'] as const
const USUAL_AUTHORITIES = [
  'T/M BAN THƯỜNG VỤ',
  'T/M BAN CHẤP HÀNH',
  'T/M TỈNH ỦY',
  'T/M BAN CÁN SỰ ĐẢNG',
  'T/L BAN THƯỜNG VỤ',
  'TM. ỦY BAN NHÂN DÂN',
] as const
const USUAL_TITLES = [
  'BÍ THƯ',
  'PHÓ BÍ THƯ',
  'TRƯỞNG BAN',
  'PHÓ TRƯỞNG BAN',
  'CHỦ TỊCH',
  'PHÓ CHỦ TỊCH',
] as const

function HeadFields() {
  const { head: text } = useText()
  return (
    <>
      <Group title={text.groups.bodies}>
        <TextPart field="superiorBody" most={200} />
        <TextPart field="issuingBody" most={200} />
        <div className="head-row">
          <TextPart field="number" most={40} />
          <TextPart field="symbol" most={40} />
        </div>
        <div className="head-row">
          <TextPart field="place" most={100} />
          <DatePart />
        </div>
      </Group>
      <Group title={text.groups.subject}>
        <TextPart field="type" most={100} usual={USUAL_TYPES} />
        <TextPart field="subject" most={1000} lines={3} />
      </Group>
      <Group title={text.groups.signature}>
        <TextPart field="authority" most={200} usual={USUAL_AUTHORITIES} />
        <div className="head-row">
          <TextPart field="signatoryTitle" most={200} usual={USUAL_TITLES} />
          <TextPart field="signatoryName" most={100} />
        </div>
      </Group>
      <Group title={text.groups.recipients}>
        <RecipientsPart />
      </Group>
      <Group title={text.groups.marks}>
        <div className="head-row">
          <ChoicePart field="secrecy" options={named(['', 'MẬT', 'TỐI MẬT', 'TUYỆT MẬT'], text.none)} />
          <ChoicePart field="urgency" options={named(['', 'KHẨN', 'THƯỢNG KHẨN', 'HỎA TỐC'], text.none)} />
        </div>
        <TextPart field="circulation" most={100} />
      </Group>
      <Group title={text.groups.form}>
        <ProfilePart />
        <ChoicePart
          field="headingMark"
          options={[
            { id: '.', name: text.headingMarks['.'] },
            { id: '-', name: text.headingMarks['-'] },
          ]}
        />
        <DuplexPart />
        <TextPart field="typist" most={40} />
      </Group>
    </>
  )
}

function ProfilePart() {
  const { head: text } = useText()
  const { edit } = useHeadForm()
  return (
    <ChoicePart
      field="profile"
      options={PROFILES.map((id) => ({ id, name: text.profiles[id] }))}
      hint={text.profileHints[edit.typed.profile]}
    />
  )
}

function named<Id extends string>(
  ids: readonly Id[],
  none: string,
): readonly { readonly id: Id; readonly name: string }[] {
  return ids.map((id) => ({ id, name: id === '' ? none : id }))
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="head-group" aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  )
}

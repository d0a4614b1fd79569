import { createHash } from 'node:crypto'
import { Router, type Request } from 'express'
import { mayMoveOn } from '../../report/stage/stages.ts'
import { ReportError } from '../../report/wire/errors.ts'
import type { Version } from '../../report/wire/paper.ts'
import { signatureFormSchema, type StageBlocker } from '../../report/wire/progress.ts'
import type { Print } from '../press/press.ts'
import type { PaperDifference } from '../signed-paper/compare-paper.ts'
import { differsFrom, versionOfPaper } from '../signed-paper/match-paper.ts'
import { readWordPaper } from '../signed-paper/read-paper.ts'
import type { Records, SignedFile } from '../store/records.ts'
import { attachment, fileName } from './file-name.ts'
import { readForm, type Upload } from './multipart.ts'
import {
  atRest,
  circumstances,
  confirmed,
  recordMove,
  sectionsNow,
  type StageDeps,
  type TextNow,
} from './stage.ts'
import { moverOf, stageBlockers } from './stage-standing.ts'
import { stillHolds, type Access } from './who.ts'

/** A scan of a hundred pages; what is larger is refused while it is sent. */
export const LARGEST_SIGNED = 25 * 1024 * 1024
/** What a form has around its file. */
const FORM_BYTES = 64 * 1024
const TOO_LARGE = `Tệp không được lớn hơn ${LARGEST_SIGNED / 1024 / 1024} MB.`
const WHICH_FILES = 'Hãy chọn tệp Word (.docx), PDF hoặc ảnh chụp (.png, .jpg) của bản đã ký.'

export type SignatureDeps = StageDeps & {
  /** Nobody may be in the report any more: asks again for everybody who is. */
  readonly onSigned: (reportId: string) => Promise<void>
}

/** What was signed comes back: the report ends with it, and everybody who may read it can have the file. */
export function signatureRoutes(deps: SignatureDeps): Router {
  const { records, who } = deps
  const router = Router()

  router.post('/reports/:id/signature', async (request, response) => {
    const access = await who.coordinator(request, request.params.id)
    // Before the body is read: it is held for those only who may sign, and while it can be signed.
    maySign(access, await stageOf(records, access.report.id))
    refuseTooLarge(request)
    const asked = await readAsked(request)
    await sign(deps, access, asked)
    response.status(204).end()
  })

  router.get('/reports/:id/signature', async (request, response) => {
    const { report } = await who.reader(request, request.params.id)
    const file = await records.signedFile(report.id)
    if (!file) throw new ReportError('not-found', 'Báo cáo chưa có bản đã ký.')
    response
      .type(file.type)
      .setHeader('content-disposition', attachment(file.name))
      .setHeader('x-content-sha256', file.sha256)
      // It came from outside: whatever it holds, it runs nothing and frames nothing.
      .setHeader('content-security-policy', "default-src 'none'; sandbox")
      .setHeader('etag', `"${file.sha256}"`)
    response.send(Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength))
  })

  return router
}

type Asked = {
  readonly file: SignedFile
  readonly versionId: string | undefined
  readonly confirm: boolean
  readonly reason: string
}

async function stageOf(records: Records, reportId: string) {
  const rights = await records.rights(reportId)
  if (!rights) throw new ReportError('no-such-report')
  return rights.stage
}

function maySign(access: Access, stage: Awaited<ReturnType<typeof stageOf>>): void {
  if (stage === 'signed') throw new ReportError('report-signed')
  if (stage !== 'finalising') throw new ReportError('stage-not-next')
  if (!mayMoveOn(moverOf(access), stage)) throw new ReportError('no-access')
}

// ---- the file

function refuseTooLarge(request: Request): void {
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > LARGEST_SIGNED + FORM_BYTES) throw new ReportError('too-large', TOO_LARGE)
}

async function readAsked(request: Request): Promise<Asked> {
  const { fields, file } = await readSigned(request)
  const { version, confirm, reason = '' } = signatureFormSchema.parse(Object.fromEntries(fields))
  return { file: signedFile(file), versionId: version || undefined, confirm: confirm === '1', reason }
}

async function readSigned(request: Request) {
  try {
    return await readForm(request, 'document', LARGEST_SIGNED)
  } catch (error) {
    const isTooLarge = error instanceof ReportError && error.code === 'too-large'
    throw isTooLarge ? new ReportError('too-large', TOO_LARGE) : error
  }
}

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** How each begins, whatever it is called. */
const KINDS: readonly {
  readonly type: string
  readonly ending: string
  readonly begins: readonly number[]
}[] = [
  { type: DOCX, ending: 'docx', begins: [0x50, 0x4b, 0x03, 0x04] },
  { type: 'application/pdf', ending: 'pdf', begins: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { type: 'image/png', ending: 'png', begins: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/jpeg', ending: 'jpg', begins: [0xff, 0xd8, 0xff] },
]

function signedFile(file: Upload | undefined): SignedFile {
  const kind = KINDS.find(({ begins }) => begins.every((byte, index) => file?.bytes[index] === byte))
  if (!file || !kind) throw new ReportError('bad-request', WHICH_FILES)
  const name = fileName([file.name.replace(/\.[^.]*$/u, '')], kind.ending)
  const sha256 = createHash('sha256').update(file.bytes).digest('hex')
  return { name, type: kind.type, sha256, bytes: file.bytes }
}

// ---- which version it is

async function signedVersion(
  deps: SignatureDeps,
  access: Access,
  { file, versionId }: Asked,
  print: Print,
): Promise<Version> {
  const { records } = deps
  const reportId = access.report.id
  const chosen = versionId === undefined ? undefined : await records.version(reportId, versionId)
  if (versionId !== undefined && !chosen) throw new ReportError('no-such-version')
  if (file.type !== DOCX) {
    if (!chosen) throw new ReportError('bad-request', 'Hãy chọn phiên bản đã được ký.')
    return chosen
  }
  const paper = readWordPaper(file.bytes)
  if (!paper) throw new ReportError('bad-request', WHICH_FILES)
  if (paper.reportId !== '' && paper.reportId !== reportId) throw wrong('Tệp này là của một báo cáo khác.')
  // One that lost its properties, or never had any, is judged by its words alone.
  const version = paper.reportId === '' ? chosen : await versionOfPaper(records, paper)
  if (!version) throw wrong('Tệp không cho biết được xuất từ phiên bản nào.')
  if (chosen && chosen.sha256 !== version.sha256) {
    throw wrong(`Tệp này được xuất từ phiên bản ${version.number} (${version.name}).`)
  }
  const difference = await differsFrom(deps, print, { reportId, version, paper, at: deps.now() })
  if (difference) throw wrong(differenceWords(version, difference))
  return chosen ?? version
}

function wrong(detail: string): ReportError {
  return new ReportError('wrong-signed-file', detail)
}

const LONGEST_QUOTE = 80

/** What is different, in a sentence: the first of it in each direction. */
export function differenceWords({ number, name }: Version, { missing, added }: PaperDifference): string {
  const quoted = (lines: readonly string[]) => {
    const words = [...(lines[0] ?? '')]
    const quote = words.length > LONGEST_QUOTE ? `${words.slice(0, LONGEST_QUOTE).join('')}…` : words.join('')
    return `“${quote}”${lines.length > 1 ? ` và ${lines.length - 1} đoạn khác` : ''}`
  }
  return [
    `Chữ trong tệp khác phiên bản ${number} (${name}).`,
    missing.length > 0 ? `Không còn như trong phiên bản: ${quoted(missing)}.` : '',
    added.length > 0 ? `Có trong tệp: ${quoted(added)}.` : '',
  ]
    .filter(Boolean)
    .join(' ')
}

// ---- the end of the report

async function sign(deps: SignatureDeps, access: Access, asked: Asked): Promise<void> {
  const { records, rooms } = deps
  const { id } = access.report
  await stillOpen(records, access, asked, await sectionsNow(rooms, id))
  await atRest(deps, access, async (text, print) => {
    const version = await signedVersion(deps, access, asked, print)
    await records.atomically((inside) => close(inside, { access, asked, version, text, at: deps.now() }))
    // Before anybody's edit is taken again; and who is in the report leaves it.
    await rooms.rightsChanged(id)
    rooms.tell(id, { type: 'stage', reportId: id })
    await deps.onSigned(id)
  })
}

const CHANGED_SINCE = 'Báo cáo đã được sửa sau phiên bản được ký.'

/** What it would be signed in spite of. Throws as `confirmed`. */
async function stillOpen(
  records: Records,
  access: Access,
  asked: Asked,
  sections: TextNow['sections'],
  also: readonly string[] = [],
): Promise<readonly StageBlocker[]> {
  const { id } = access.report
  const stage = await stageOf(records, id)
  maySign(access, stage)
  const blockers = await stageBlockers(records, { id, stage }, sections)
  confirmed(blockers, asked, also)
  return blockers
}

type Closing = {
  readonly access: Access
  readonly asked: Asked
  readonly version: Version
  readonly text: TextNow
  readonly at: number
}

async function close(inside: Records, { access, asked, version, text, at }: Closing): Promise<void> {
  const { person, report } = access
  const { file, reason } = asked
  await stillHolds(inside, access)
  const isChanged = version.sha256 !== text.sha256
  const blockers = await stillOpen(inside, access, asked, text.sections, isChanged ? [CHANGED_SINCE] : [])
  await recordMove(inside, {
    access,
    from: 'finalising',
    to: 'signed',
    at,
    text,
    reason,
    versionId: version.id,
    blockers: blockers.length + (isChanged ? 1 : 0),
  })
  const by = { userId: person.id, name: person.name, office: person.office?.name ?? '' }
  await inside.addSignature(report.id, { versionId: version.id, file, at, by })
  await inside.audit({
    at,
    action: 'report-signed',
    userId: person.id,
    reportId: report.id,
    details: {
      file: file.name,
      fileSha256: file.sha256,
      version: String(version.number),
      name: version.name,
      sha256: version.sha256,
      ...circumstances(blockers.length + (isChanged ? 1 : 0), reason),
    },
  })
}

import { fold, isUpperCase } from './fold.ts'
import type { WrittenLine } from './lines.ts'
import type { Signatory } from './plan.ts'

const recipientsHead = /^-? ?noi nhan ?[:.]?/
/** T/M, K/T, T/L (Party) and TM., KT., TL. (State), the forms of signing for a body, for one's chief, by order. */
const authorityHead = /^(?:T\/M|K\/T|T\/L|TM\.|KT\.|TL\.|TUQ\.|Q\.)[ .]?\s*\p{Lu}/u
const titleHead =
  /^(?:pho |quyen |q\. )?(?:bi thu|chu tich|truong ban|giam doc|chanh van phong|tong bi thu|chu nhiem|cuc truong|truong phong|truong doan|vien truong|chanh an|tu lenh|chi huy truong|pho bi thu|pho chu tich|pho truong ban|pho giam doc)\b/
const signed = /^[([]?(?:da ky|ky ten|chu ky|ky, dong dau)/
const annexHead = /^(?:de cuong|phu luc|dan y|mau bao cao)\b/

/** Where the numbered text ends and the recipients and the signature begin, and where an annex follows them. */
export interface PlanRegions {
  readonly body: readonly WrittenLine[]
  readonly closing: readonly WrittenLine[]
  /** An attached *Đề cương báo cáo*, from its heading on. */
  readonly annex: readonly WrittenLine[]
}

/** Splits a plan into its text, its closing and what is attached to it. */
export function splitRegions(lines: readonly WrittenLine[]): PlanRegions {
  const closes = lines.findIndex(isClosing)
  const from = closes === -1 ? 0 : closes
  const annexAt = lines.findIndex((line, index) => index > from && isAnnex(line, closes !== -1))
  const end = annexAt === -1 ? lines.length : annexAt
  const bodyEnd = closes === -1 || closes > end ? end : closes
  return { body: lines.slice(0, bodyEnd), closing: lines.slice(bodyEnd, end), annex: lines.slice(end) }
}

function isClosing({ text, columns }: WrittenLine): boolean {
  return (
    recipientsHead.test(fold(text.slice(0, 20))) ||
    columns.some((column) => authorityHead.test(column) && isUpperCase(column))
  )
}

function isAnnex({ text }: WrittenLine, afterClosing: boolean): boolean {
  return annexHead.test(fold(text.slice(0, 30))) && (afterClosing ? text.length < 200 : isUpperCase(text))
}

/** *Nơi nhận*, one entry a line, without the dash and the closing comma. */
export function readRecipients(closing: readonly WrittenLine[]): string[] {
  const start = closing.findIndex((line) => recipientsHead.test(fold(line.text.slice(0, 20))))
  if (start === -1) return []
  const cells = closing.slice(start).map((line) => line.columns[0] ?? '')
  const [head = '', ...below] = cells
  const recipients = recipientEntries(head.slice(recipientsHead.exec(fold(head))?.[0].length ?? 0))
  for (const cell of below) {
    if (isSignature(cell)) break
    if (/^[-–+•]/.test(cell)) recipients.push(...recipientEntries(cell))
    else if (/^[\p{Ll}(]/u.test(cell) && recipients.length > 0)
      recipients.push(`${recipients.pop() ?? ''} ${cell}`)
    // Some plans list the recipients without dashes: then the punctuation tells them from the signature beside them.
    else if (/[,;.]$/.test(cell) && !isUpperCase(cell)) recipients.push(cell)
  }
  return recipients.map((entry) => entry.replace(/[ ,;.]{1,5}$/, '')).filter((entry) => entry !== '')
}

function recipientEntries(text: string): string[] {
  return text
    .trim()
    .split(/(?:^|[;,.] )[-–+•] ?/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
}

function isSignature(text: string): boolean {
  return authorityHead.test(text) || (isUpperCase(text) && titleHead.test(fold(text)))
}

/** Who signs, from the lines around the recipients; undefined when no line has the form of a signature. */
export function readSignatory(closing: readonly WrittenLine[]): Signatory | undefined {
  const cells = closing.flatMap((line) => signatureCells(line))
  const start = cells.findIndex((cell) => isSignature(cell))
  if (start === -1) return undefined
  const block = cells.slice(start, start + 12)
  const shouted = block.filter((cell, index) => isUpperCase(cell) && index < 6)
  const authority = shouted.filter((cell) => authorityHead.test(cell)).join(' ')
  const title = shouted.filter((cell) => titleHead.test(fold(cell))).join(' ')
  const name = block.find((cell) => isName(cell))
  return { ...(authority ? { authority } : {}), ...(title ? { title } : {}), ...(name ? { name } : {}) }
}

/** The cells of a line that may belong to the signature: not the recipients typed to the left of it. */
function signatureCells({ columns }: WrittenLine): string[] {
  return columns
    .filter((column) => !/^[-–+•]/.test(column) && !recipientsHead.test(fold(column.slice(0, 20))))
    .map((column) => column.replace(/[,;]$/, ''))
    .filter((column) => !signed.test(fold(column)))
}

function isName(cell: string): boolean {
  const words = cell.split(' ')
  return words.length >= 2 && words.length <= 6 && words.every((word) => /^\p{Lu}\p{Ll}{0,8}$/u.test(word))
}

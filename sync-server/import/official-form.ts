import { fold, isUpperCase } from '../../outline/fold.ts'
import { readMarker } from '../../outline/numbering.ts'
import { pieceLines, type Line, type Piece } from './pieces.ts'

/**
 * The pieces without the official form around the text (*thể thức*): the two columns at the top, type and subject, the block of
 * signature and recipients. A report has these as data of its own. What is not surely one of them stays.
 */
export function leaveOutForm(pieces: readonly Piece[], isOurs: boolean): Piece[] {
  const lines = isOurs
    ? pieces.filter((piece) => piece.type !== 'line' || !OUR_STYLES.has(piece.style))
    : pieces
  const text = lines.slice(headEnd(lines))
  const kept: Piece[] = []
  for (let at = 0; at < text.length;) {
    const end = closingEnd(text, at)
    const piece = text[at]
    if (end === at && piece) kept.push(piece)
    at = Math.max(end, at + 1)
  }
  return kept
}

/** Names of the styles that this product writes around the text. */
const OUR_STYLES: ReadonlySet<string> = new Set([
  'title',
  'subtitle',
  'gạch dưới trích yếu',
  'đường kẻ',
  'khoảng cách',
  'trích từ',
  'kèm theo',
])

const STATE_OR_PARTY = /(?:^|\s)(?:dang cong san viet nam|cong hoa xa hoi chu nghia viet nam)$/
const TYPES =
  /^(?:du thao )?(?:bao cao|ke hoach|to trinh|chuong trinh|de an|cong van|thong bao|ket luan)(?: (?:tong ket|ket qua|so ket|tham luan))?$/
/** The head stands on the first page. */
const HEAD_PIECES = 14

/** Where the text begins. */
function headEnd(pieces: readonly Piece[]): number {
  const top = pieces.slice(0, HEAD_PIECES)
  const title = top.findIndex(isTitled)
  if (title === -1) return afterType(pieces, 0) ?? 0
  if (!top.slice(0, title).every((piece) => isHeadLine(piece))) return 0
  let at = title + 1
  while (at < HEAD_PIECES && isHeadLine(pieces[at])) {
    const after = afterType(pieces, at)
    if (after !== undefined) return after
    at += 1
  }
  return afterType(pieces, at) ?? at
}

/** What follows the type (*BÁO CÁO*), its subject and the five hyphens below; undefined when no type stands here. */
function afterType(pieces: readonly Piece[], at: number): number | undefined {
  const type = pieces[at]
  if (type?.type !== 'line' || !isUpperCase(type.text) || !isShown(type) || !TYPES.test(folded(type)))
    return undefined
  let end = at + 1
  for (let line = pieces[end]; line?.type === 'line'; line = pieces[end]) {
    if (isRule(line)) return end + 1
    const isSubject =
      line.isCentred && (line.isBold || line.isItalic) && !hasMarker(line) && !hasContent(line)
    if (!isSubject || end > at + 6) break
    end += 1
  }
  return end
}

/** A line that ends in the name of the State or the Party, in capitals; or the table of the two columns, with one. */
function isTitled(piece: Piece): boolean {
  if (piece.type === 'line') return saysTitle(piece.text) && !hasContent(piece)
  if (piece.rows.length > 6 || piece.rows.some((row) => row.length > 3)) return false
  const lines = wordsIn(piece)
  return lines.join('').length < 700 && lines.some(saysTitle)
}

function saysTitle(text: string): boolean {
  return isUpperCase(text) && text.length < 120 && STATE_OR_PARTY.test(fold(text).trim())
}

function wordsIn(piece: Piece): string[] {
  return pieceLines([piece]).flatMap((line) => line.split('\n').map((one) => one.trim()))
}

function isHeadLine(piece: Piece | undefined): boolean {
  if (piece?.type !== 'line' || hasContent(piece)) return false
  const text = folded(piece)
  if (text.length > 90) return false
  return (
    saysTitle(piece.text) ||
    isRule(piece) ||
    /^doc lap - tu do - hanh phuc$/.test(text) ||
    /^so:?[\s.…\d]*[-/]\s*[a-z\d]/.test(text) ||
    /ngay.{0,12}thang.{0,8}nam.{0,8}$/.test(text) ||
    /^\(?du thao(?: lan.{1,12})?\)?$/.test(text) ||
    /^(?:mat|toi mat|tuyet mat|khan|thuong khan|hoa toc)$/.test(text) ||
    (isUpperCase(piece.text) &&
      !hasMarker(piece) &&
      /^(?:tinh uy|thanh uy|huyen uy|thi uy|dang uy|dang bo|dang doan|ban |uy ban|so |hoi |mat tran|tinh doan|lien doan|cong doan|uy ban)/.test(
        `${text} `,
      ))
  )
}

const AUTHORITY = /^(?:t\/m|tm\.|k\/t|kt\.|t\/l|tl\.|q\.|tuq\.)\s?[a-z]/
const POSITION =
  /^(?:pho )?(?:bi thu|chu tich|truong ban|giam doc|chu nhiem|truong phong|thu truong|chanh van phong|tong bien tap)/

/** Where a block of signature or recipients that begins here ends; `at` when none does. */
function closingEnd(pieces: readonly Piece[], at: number): number {
  const piece = pieces[at]
  if (!piece) return at
  if (piece.type === 'grid') return isClosingTable(pieces, at) ? at + 1 : at
  if (/^noi nhan\s*:?$/.test(folded(piece)) && !hasContent(piece)) return recipientsEnd(pieces, at + 1)
  if (isAuthority(piece.text)) return signatureEnd(pieces, at + 1)
  return at
}

function isClosingTable(pieces: readonly Piece[], at: number): boolean {
  const grid = pieces[at]
  if (grid?.type !== 'grid' || grid.rows.length > 4 || grid.rows.some((row) => row.length > 3)) return false
  const lines = wordsIn(grid)
  if (lines.join('').length > 3000) return false
  const isSigned = lines.some(isAuthority)
  // A column of a table may be called so as well: recipients have a dash each, or a signature beside them.
  if (lines.some((line) => /^noi nhan\s*:?$/.test(fold(line)))) {
    return isSigned || lines.some((line) => /^[-–]\s*\S/.test(line) || /^noi nhan\s*:$/.test(fold(line)))
  }
  return at >= pieces.length - 4 && lines.length <= 8 && isSigned
}

function isAuthority(text: string): boolean {
  return isUpperCase(text) && text.length < 80 && AUTHORITY.test(fold(text))
}

function recipientsEnd(pieces: readonly Piece[], from: number): number {
  let at = from
  for (let line = pieces[at]; line?.type === 'line'; line = pieces[at]) {
    const isRecipient = (/^[-–+]/.test(line.text) || line.list?.format === 'bullet') && line.text.length < 160
    if (!isRecipient) break
    at += 1
  }
  return at
}

/** The position below an authority, and the name below that. */
function signatureEnd(pieces: readonly Piece[], from: number): number {
  let at = from
  for (let line = pieces[at]; line?.type === 'line' && at < from + 3; line = pieces[at]) {
    const isPosition = isUpperCase(line.text) && POSITION.test(folded(line)) && line.text.length < 60
    const isName = /^(?:\p{Lu}\p{Ll}*\s?){2,6}$/u.test(line.text)
    if (!isPosition && !isName) break
    at += 1
  }
  return at
}

function folded(piece: Piece): string {
  return fold(pieceLines([piece]).join(' '))
    .replace(/\s+/g, ' ')
    .trim()
}

/** Five hyphens, a star, a row of underlines. */
function isRule({ text }: Line): boolean {
  return text !== '' && /^[-–—_*=\s]+$/.test(text)
}

function isShown(line: Line): boolean {
  return line.isBold || line.isCentred
}

function hasMarker(line: Line): boolean {
  return line.label !== '' || readMarker(line.text) !== undefined
}

/** A note or a picture: no line of the form has one. */
function hasContent({ inline, pictures }: Line): boolean {
  return inline.some(({ type }) => type === 'footnote') || pictures.before.length + pictures.after.length > 0
}

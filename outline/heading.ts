import { capitalise, fold } from './fold.ts'

/** No heading of a report is longer: at 14 pt that is two lines. */
export const longestHeading = 130

const endsLikeSentence = /[.;:,…]$/

/** What a plan tells the writer to do with the matter the section is about. */
const verbs =
  '(?:tap trung |tien hanh |tiep tuc )?(?:danh gia|xac dinh|rut ra|neu|lam ro|phan tich|trinh bay|khai quat|tong hop|thong ke|kiem diem|chi ra|bao cao|nhan dinh|nghien cuu|nhan xet|so sanh|liet ke)'
const manner =
  '(?:,? (?:ro net|ro|cu the|sau sac|toan dien|day du|khach quan|khai quat|ngan gon|dung|ve|duoc|chi tiet|tom tat|chung ve))*'
/** Nouns that such a sentence is about. Only before these is the verb left out: "Đánh giá cán bộ" keeps it. */
const matters = [
  'tinh hinh|viec|ket qua|thuc trang|cong tac|hieu qua|muc do|vai tro|tac dong|uu diem|han che|khuyet diem|ton tai|nguyen nhan',
  'bai hoc|kinh nghiem|qua trinh|chat luong|su |thuan loi|kho khan|vuong mac|diem noi bat|dac diem|boi canh|co so|so lieu|so luong',
  'mo hinh|thanh tuu|nhung|cac|mot so|chi tieu|muc tieu|tien do|viec lam|nhan thuc|cong tac|y nghia|phuong huong|nhiem vu|giai phap|yeu kem',
].join('|')
const command = new RegExp(`^${verbs}(?:(?:,| va|;) ${verbs})*${manner} (?=(?:${matters})\\b)`)
const plural = /^(?:nhung|cac|mot so) /
const about = /^ve (?=[a-z])/
const ground =
  /^(?:tren co so|can cu|tu|thong qua|qua)\b[^:;.]{3,300}?, (?=(?:de xuat|kien nghi|xac dinh|danh gia|rut ra|neu|lam ro|phan tich)\b)/
const proposal =
  /^(?:de xuat|kien nghi)(?:(?:,| va) (?:de xuat|kien nghi))? (?:cac |nhung |mot so )?noi dung (?:ve |lien quan den )/

/** What follows tells how to write, not what the section is: never part of a heading. */
const instruction =
  /[,;.] (?:trong do|cu the(?: la)?(?=[ ,:]|$)(?! hoa)|bao gom|gom|nhat la|lam co so|lam ro|neu ro|chi ro|phan tich ro|tap trung)\b| (?:bao gom|nhu sau)\b| (?:theo|tren|voi|o) cac (?:noi dung|mat|linh vuc|nhiem vu) (?:sau|chu yeu sau|cu the sau)\b/
/** Where a heading that is too long may end, the best place first. */
const tails = [
  / (?:theo|doi voi|phu hop voi|tren co so|nham|de|gop phan|gan voi|bao dam|dap ung|trong tung|den nam|giai doan|trong dieu kien)(?= )/g,
  /[,;] /g,
  / (?:cua|trong|ve|tai|tren|o)(?= )/g,
]

/**
 * The title a person would put over a section for which the plan says `sentence`. A line without closing punctuation is
 * already a heading and stays as it is; of a sentence the order to the writer goes (*Đánh giá tình hình quán triệt …*
 * becomes *Tình hình quán triệt …*), and so does whatever tells how to write. The title of a title is the same title.
 */
export function headingOf(sentence: string): string {
  const line = sentence.trim()
  if (isHeading(line)) return line
  const title = shorten(withoutInstruction(withoutOrders(withoutTail(line))))
  return capitalise(title === '' ? shorten(trimEnd(line)) : title)
}

/** True for what can stand over a section as it is: short, in one line, not closed like a sentence. */
export function isHeading(line: string): boolean {
  return line.length <= longestHeading && line !== '' && !endsLikeSentence.test(line)
}

function trimEnd(text: string): string {
  let end = text.length
  while (end > 0 && ' .;:,…-–'.includes(text.charAt(end - 1))) end -= 1
  return text.slice(0, end)
}

/** Only the first sentence, without a closing bracket or what a colon introduces. */
function withoutTail(line: string): string {
  let text = firstSentence(line)
  const colon = text.indexOf(': ')
  if (colon >= 8 && colon <= longestHeading && text.slice(0, colon).includes(' ')) text = text.slice(0, colon)
  text = trimEnd(text)
  const bracket = text.endsWith(')') ? text.lastIndexOf(' (') : -1
  return bracket > 8 ? trimEnd(text.slice(0, bracket)) : text
}

/** Without "trong đó, …", "làm cơ sở …" and the like, when a heading is left. */
function withoutInstruction(text: string): string {
  const told = instruction.exec(fold(text))
  return told && text.slice(0, told.index).includes(' ') ? text.slice(0, told.index) : text
}

function firstSentence(line: string): string {
  const ends = /[\p{Ll}\d)”"][.!?] (?=\p{Lu})/gu
  for (let found = ends.exec(line); found; found = ends.exec(line)) {
    const word =
      line
        .slice(0, found.index + 1)
        .split(' ')
        .at(-1) ?? ''
    // "TP. Hồ Chí Minh", "v.v. Các": a full stop after an abbreviation ends nothing.
    if (word.length > 2 || /\d/.test(word)) return line.slice(0, found.index + 1)
  }
  return line
}

function withoutOrders(text: string): string {
  let rest = text
  for (const pattern of [ground, proposal, command]) {
    const found = pattern.exec(fold(rest))
    if (!found || found[0].length >= rest.length) continue
    rest = rest.slice(found[0].length)
    if (pattern === command) rest = rest.slice(plural.exec(fold(rest))?.[0].length ?? 0)
  }
  const found = about.exec(fold(rest))
  return found ? rest.slice(found[0].length) : rest
}

function shorten(text: string): string {
  if (text.length <= longestHeading) return trimEnd(text)
  const folded = fold(text)
  for (const tail of tails) {
    let end = 0
    for (const found of folded.matchAll(tail)) {
      if (found.index <= longestHeading) end = found.index
    }
    if (end >= 40) return trimEnd(text.slice(0, end))
  }
  const space = text.lastIndexOf(' ', longestHeading)
  return trimEnd(text.slice(0, space > 40 ? space : longestHeading))
}

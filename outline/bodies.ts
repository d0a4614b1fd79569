import { capitalise, fold } from './fold.ts'

/** Where the name of a body ends and what it has to do begins. */
const predicate =
  / (?:can cu|co trach nhiem|chu tri|chu dong|phoi hop|xay dung|tham muu|tham dinh|to chuc|chi dao|huong dan|don doc|hoan thanh|hoan chinh|gui|trinh|bao cao|lap|tien hanh|trien khai|theo chuc nang|tong hop|kiem tra|theo doi|giup|bo tri|thuc hien|du thao|ban hanh|nghien cuu|phe duyet|chiu trach nhiem)(?=[ ,;:])/g
const noun = /^ giup viec\b|^ to chuc (?:dang|co so|chinh tri|doan the|quan chung|hoi|thanh vien|xa hoi)/
const afterPlural = /(?:^| )(?:cac|nhung|tung|moi|co quan|don vi|he thong)$/
/** Bodies are named after some of these verbs: ban chỉ đạo, tổ kiểm tra. */
const named =
  /(?:^| )(?:(?:ban|to|tieu ban|hoi dong) (?:chi dao|kiem tra|tham dinh|tham muu|huong dan)|ban to chuc)$/
const starter =
  /^(?:ban|so|uy ban|huyen uy|thi uy|thanh uy|dang uy|dang bo|tinh uy|quan uy|cac|mat tran|van phong|hoi|doan|lien doan|thuong truc|thuong vu|vien|toa an|cong an|bo chi huy|truong|dang doan|phong|cuc|chi cuc|trung tam|co quan|don vi|dia phuong|to|hoi dong|tong cuc|bo|uy|xa|phuong|lanh dao|nhom|cap uy|chi bo)\b/

/** True when the words begin like the name of a body. */
export function isBody(words: string): boolean {
  return words.length < 600 && starter.test(fold(words)) && /^\p{Lu}|^các /u.test(words)
}

/** The body that a sentence orders to do something, and what it orders. */
export function readSubject(sentence: string): { subject?: string; predicate: string } {
  const rest = withoutGround(sentence)
  const folded = fold(`${rest} `)
  const found = [...folded.matchAll(predicate)].find((match) => isVerb(rest, folded, match.index))
  const subject = found ? rest.slice(0, found.index).trim() : ''
  if (!found || !isBody(subject)) return { predicate: rest }
  return { subject: subject.replace(/[:,]$/, ''), predicate: rest.slice(found.index + 1).trim() }
}

/** "tổ chức" orders; "các tổ chức chính trị - xã hội", "Ban Tổ chức" and "ban chỉ đạo" name a body. */
function isVerb(sentence: string, folded: string, at: number): boolean {
  if (/\p{Lu}/u.test(sentence.charAt(at + 1)) || noun.test(folded.slice(at, at + 30))) return false
  const start = Math.max(0, at - 12)
  const end = /[ ,;:]/.exec(folded.slice(folded.indexOf(' ', at + 1) + 1))?.index ?? 0
  const through = folded.slice(start, folded.indexOf(' ', at + 1) + 1 + end)
  return !afterPlural.test(folded.slice(start, at)) && !named.test(through)
}

/** Without "Trên cơ sở …, " and its like before the body that acts. */
function withoutGround(sentence: string): string {
  if (!/^(?:tren co so|can cu|sau khi|giao|de nghi|yeu cau) /.test(fold(sentence.slice(0, 20))))
    return sentence
  const ordered = /^(?:Giao|Đề nghị|Yêu cầu)(?: cho)? (?=\p{Lu}|các )/u.exec(sentence)
  if (ordered) return sentence.slice(ordered[0].length)
  const comma = /, (?=\p{Lu})/u.exec(sentence)
  return comma ? sentence.slice(comma.index + 2) : sentence
}

/**
 * The bodies in a list, one by one. A list shares its head: in *Ban Thường vụ các huyện ủy, thị ủy* the second is *Ban Thường vụ
 * các thị ủy*; a capital letter or *các* begins anew.
 */
export function splitBodies(list: string): string[] {
  const bodies: string[] = []
  let head = ''
  const closed = list
    .slice(0, 4000)
    .replace(/(?<=sở|ban|tham mưu), (?=ban, ngành|ban ngành|ngành|giúp việc)/gu, '\u0001')
  for (const piece of closed.split(/[,;] (?:và )?| và (?=các |\p{Lu}|đảng|thị|thành)/u)) {
    const name = piece.replaceAll('\u0001', ', ').trim().replace(/^và /, '')
    if (name === '') continue
    const own = /^\p{Lu}|^các /u.test(name)
    if (own) head = /^(?:.{0,60}? )?các /iu.exec(name)?.[0] ?? ''
    bodies.push(capitalise(own ? name : head + name))
  }
  return bodies
}

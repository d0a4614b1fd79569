import { setupSchema, type ImportRow, type Office } from '../../../report/wire/rest.ts'
import { distance, plain, sameWords } from './plain.ts'
import type { WrittenRow } from './read-table.ts'

/** What is there already. */
export type Known = {
  readonly offices: readonly Office[]
  readonly usernames: ReadonlySet<string>
}

export type CheckedRow = ImportRow & { readonly officeId: string | null }

const LONGEST_NAME = 100
const LONGEST_USERNAME = 40
const YES = new Set(['co', 'x', 'v', 'yes', 'y', '1', 'true', 'dung', 'quan tri', 'admin', '✓', '✔'])
const NO = new Set(['', 'khong', 'ko', 'k', 'no', 'n', '0', 'false', 'sai', '-'])

/** What each row means, and what is wrong with it. User names that are missing are made from people's names. */
export function checkRows(rows: readonly WrittenRow[], known: Known): readonly CheckedRow[] {
  const given = rows.map(({ username }) => username.toLowerCase())
  const taken = new Set([...known.usernames, ...given])
  const firstLine = new Map<string, number>()
  return rows.map((row, index) => {
    const written = given[index] ?? ''
    const suggestion = written === '' ? suggestUsername(row.name, taken) : undefined
    const username = suggestion ?? written
    const office = officeCalled(row.office, known.offices)
    const problems = [
      ...nameProblems(row.name),
      ...usernameProblems(username, known.usernames, firstLine.get(username)),
      ...(office ? [] : [officeProblem(row.office, known.offices)]),
      ...(isAnswer(row.admin) ? [] : [`Cột “Quản trị”: ghi “có” hoặc để trống (đang ghi “${row.admin}”).`]),
      ...(row.spillsOver ? ['Dòng có nhiều ô hơn dòng tiêu đề; hãy xem lại dấu phân cách.'] : []),
    ]
    if (username !== '' && !firstLine.has(username)) firstLine.set(username, row.line)
    return {
      line: row.line,
      username,
      name: row.name,
      office: office?.name ?? row.office,
      officeId: office?.id ?? null,
      admin: YES.has(plain(row.admin)),
      problems,
      ...(suggestion === undefined ? {} : { usernameSuggested: true }),
    }
  })
}

function nameProblems(name: string): string[] {
  if (name === '') return ['Thiếu họ tên.']
  return name.length > LONGEST_NAME ? [`Họ và tên dài quá ${LONGEST_NAME} ký tự.`] : []
}

function usernameProblems(
  username: string,
  taken: ReadonlySet<string>,
  sameOnLine: number | undefined,
): string[] {
  if (username === '') return ['Thiếu tên đăng nhập.']
  if (!setupSchema.shape.username.safeParse(username).success) {
    return ['Tên đăng nhập gồm 3–40 chữ thường không dấu, chữ số, dấu chấm, gạch dưới hoặc gạch ngang.']
  }
  if (taken.has(username)) return ['Tên đăng nhập này đã có người dùng.']
  return sameOnLine === undefined ? [] : [`Trùng tên đăng nhập với dòng ${sameOnLine}.`]
}

function isAnswer(cell: string): boolean {
  return YES.has(plain(cell)) || NO.has(plain(cell))
}

function officeCalled(written: string, offices: readonly Office[]): Office | undefined {
  if (written === '') return undefined
  const wanted = sameWords(written)
  return (
    offices.find(({ name }) => sameWords(name) === wanted) ??
    offices.find(({ shortName }) => sameWords(shortName) === wanted)
  )
}

function officeProblem(written: string, offices: readonly Office[]): string {
  if (written === '') return 'Thiếu cơ quan.'
  const nearest = nearestOffice(written, offices)
  const hint = nearest === undefined ? '' : ` Có phải “${nearest}”?`
  return `Chưa có cơ quan “${written}”.${hint}`
}

function nearestOffice(written: string, offices: readonly Office[]): string | undefined {
  // What is longer than any office's name is near to none, and comparing takes time by length.
  const wanted = plain(written).slice(0, 300)
  const far = (name: string) => distance(wanted, plain(name)) / Math.max(wanted.length, name.length, 1)
  const ranked = offices
    .flatMap((office) => [office.name, office.shortName].map((name) => ({ office, far: far(name) })))
    .sort((a, b) => a.far - b.far)
  const [best] = ranked
  return best && best.far <= NEAR ? best.office.name : undefined
}

const NEAR = 0.4

/** `Nguyễn Văn A` → `nguyenvana`, or `nguyenvana2` where that is taken; what it answers is taken then. */
function suggestUsername(name: string, taken: Set<string>): string | undefined {
  const base = plain(name)
    .replaceAll(/[^a-z0-9]/g, '')
    .slice(0, LONGEST_USERNAME - 4)
  if (base.length < 3) return undefined
  for (let number = 1; ; number++) {
    const username = number === 1 ? base : `${base}${number}`
    if (taken.has(username)) continue
    taken.add(username)
    return username
  }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { must } from '../../report/must.ts'
import type { Role } from '../../report/wire/rest.ts'
import { readEnv } from '../env.ts'
import { toOffice } from '../http/offices.ts'
import { shippedPlan } from '../http/plan-source.ts'
import { newReport } from '../http/reports.ts'
import { runServer, type Foundations } from '../main.ts'
import { reviewDemo } from './demo-review.ts'
import { DEMO_PASSAGES } from './demo-text.ts'
import { steerDemo } from './demo-steering.ts'
import { writeDemo } from './demo-writing.ts'

export const DEMO_PASSWORD = 'cung-soan-demo'

const OFFICES = [
  { name: 'Ban cán sự đảng Ủy ban nhân dân tỉnh', shortName: 'BCSĐ UBND tỉnh' },
  { name: 'Sở Khoa học và Công nghệ', shortName: 'Sở KH&CN' },
  { name: 'Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh', shortName: 'Liên hiệp hội' },
  { name: 'Ban Tuyên giáo Tỉnh ủy', shortName: 'Ban Tuyên giáo' },
  { name: 'Văn phòng Tỉnh ủy', shortName: 'Văn phòng TU' },
  { name: 'Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh', shortName: 'MTTQ tỉnh' },
] as const

type DemoPerson = {
  readonly username: string
  readonly name: string
  readonly office: (typeof OFFICES)[number]['shortName']
  readonly role: Role
  readonly admin?: true
}

const PEOPLE: readonly DemoPerson[] = [
  { username: 'dieuphoi', name: 'Điều phối', office: 'BCSĐ UBND tỉnh', role: 'coordinator' },
  { username: 'soanthao1', name: 'Người soạn 1', office: 'Sở KH&CN', role: 'drafter' },
  { username: 'soanthao2', name: 'Người soạn 2', office: 'Liên hiệp hội', role: 'drafter' },
  { username: 'thamdinh', name: 'Người thẩm định', office: 'Ban Tuyên giáo', role: 'reviewer' },
  { username: 'theodoi', name: 'Người theo dõi', office: 'Văn phòng TU', role: 'viewer' },
  { username: 'quantri', name: 'Quản trị', office: 'Văn phòng TU', role: 'viewer', admin: true },
]

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS
/** 8:00, 9:30, 14:00 and 15:30 in Vietnam, counted from midnight in Greenwich. */
const OFFICE_HOURS = [1, 2.5, 7, 8.5]

/** The last so many times before a moment at which somebody in an office sits down to write, oldest first. */
function sittingsBefore(latest: number, count: number): number[] {
  const today = latest - (latest % DAY_MS)
  const days = Array.from({ length: count }, (_, index) => today - (count - 1 - index) * DAY_MS)
  const times = days.flatMap((day) => OFFICE_HOURS.map((hour) => day + hour * HOUR_MS))
  return times.filter((time) => time < latest).slice(-count)
}

/** Fills an empty store with the demo: offices, people in every role, and the shipped plan's report half written. */
export async function prepareDemo({ records, accounts, log }: Foundations): Promise<void> {
  const now = Date.now()
  for (const office of OFFICES) await records.addOffice(toOffice(office, await records.offices()), now)
  const offices = new Map((await records.offices()).map(({ shortName, id }) => [shortName, id]))
  const officeId = (shortName: string) => must(offices.get(shortName), `an office called ${shortName}`)

  const userIds = new Map<string, string>()
  for (const { username, name, office, admin = false } of PEOPLE) {
    const person = await accounts.create({
      username,
      name,
      officeId: officeId(office),
      admin,
      password: DEMO_PASSWORD,
    })
    userIds.set(username, person.id)
  }
  const idOf = (username: string) => must(userIds.get(username), `an account called ${username}`)

  const source = { text: shippedPlan(), title: undefined, blankIfMissing: false }
  const sittings = sittingsBefore(now - HOUR_MS, DEMO_PASSAGES.length)
  const report = newReport(source, idOf('dieuphoi'), must(sittings[0], 'a sitting') - 20 * HOUR_MS)
  const members = PEOPLE.map(({ username, role }) => ({ userId: idOf(username), role }))
  await records.createReport({ ...report, members })
  const { id: reportId } = report.report
  const written = writeDemo({ reportId, seed: report.seed, passages: DEMO_PASSAGES, userIds, sittings })
  await log.append(written)
  await steerDemo({ records, report, sittings, userId: idOf, officeId, people: PEOPLE })
  const edits = [report.seed, ...written.map(({ bytes }) => bytes)]
  await reviewDemo({ records, reportId, edits, sittings, userId: idOf, officeId })
}

/** `npx cung-soan demo`: the server on a fresh data directory that is gone when it stops. */
export async function runDemo(): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'cung-soan-demo-'))
  const afterStop = () => rmSync(dataDir, { recursive: true, force: true })
  const env = () => ({ ...readEnv(), dataDir, firstAdmin: undefined })
  if (!(await runServer(env, { prepare: prepareDemo, afterStop }))) return 1
  process.stdout.write(`${accountsText()}\n`)
  return 0
}

function accountsText(): string {
  const lines = PEOPLE.map(({ username, name, office }) => `  ${username.padEnd(10)} ${name} (${office})`)
  return [`Bản dùng thử. Mật khẩu của mọi tài khoản: ${DEMO_PASSWORD}`, ...lines, ''].join('\n')
}

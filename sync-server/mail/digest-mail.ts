import { vietnamDate, vietnamTime } from '../../report/vietnam-time.ts'
import type { Notice } from '../../report/wire/review.ts'
import { THREAD_KIND_WORDS } from '../../report/wire/words.ts'
import type { Mail } from './mailer.ts'

/** Section id -> `II.1 Kết quả`, of one report. */
export type SectionNames = ReadonlyMap<string, string>

export type Digest = {
  readonly to: { readonly name: string; readonly address: string; readonly userId: string }
  /** Newest first; all that the mail stands for. */
  readonly notices: readonly Notice[]
  /** There are still more. */
  readonly andMore: boolean
  /** By report. What has no name stands under its report. */
  readonly sections: ReadonlyMap<string, SectionNames>
  readonly publicUrl: string | undefined
}

/** A mail tells no more than that many; a longer one is not read. */
export const MOST_TOLD = 30

const LONGEST_SUBJECT_TITLE = 80
const SETTINGS_PATH = '/tai-khoan'
const INBOX_PATH = '/thong-bao'

/** The mail that says what somebody has not read yet, by report and section in the order of the newest. */
export function digestMail({ to, notices, andMore, sections, publicUrl }: Digest): Mail {
  const told = notices.slice(0, MOST_TOLD)
  const page: Page = {
    greeting: `Kính gửi ${oneLine(to.name)},`,
    opening: `Bạn có ${count(notices.length, andMore)} thông báo chưa đọc trên Cùng Soạn.`,
    reports: groupBy(told, ({ report }) => report.id).map((ofReport) =>
      reportIn(ofReport, sections, publicUrl),
    ),
    rest: restOf(notices.length - told.length, andMore),
    inbox: linkTo(publicUrl, INBOX_PATH),
    footer:
      'Thư này được gửi tự động, xin không trả lời. Để đổi lịch gửi hoặc thôi nhận thư, mở trang “Tài khoản” trên Cùng Soạn.',
    settings: linkTo(publicUrl, SETTINGS_PATH),
  }
  return {
    to: { name: oneLine(to.name), address: to.address },
    subject: subjectOf(notices, andMore),
    text: asText(page),
    html: asHtml(page),
    key: [to.userId, ...notices.map(({ id }) => id)].join(' '),
  }
}

type Item = { readonly line: string; readonly excerpt: string; readonly link: string | undefined }
type SectionGroup = { readonly name: string; readonly items: readonly Item[] }
type ReportGroup = {
  readonly title: string
  readonly link: string | undefined
  readonly sections: readonly SectionGroup[]
}
type Page = {
  readonly greeting: string
  readonly opening: string
  readonly reports: readonly ReportGroup[]
  readonly rest: string | undefined
  readonly inbox: string | undefined
  readonly footer: string
  readonly settings: string | undefined
}

function reportIn(
  notices: readonly Notice[],
  sections: Digest['sections'],
  publicUrl: string | undefined,
): ReportGroup {
  const [{ report } = { report: { id: '', title: '' } }] = notices
  const names = sections.get(report.id)
  const nameOf = ({ sectionId }: Notice) => (sectionId === null ? '' : (names?.get(sectionId) ?? ''))
  return {
    title: oneLine(report.title),
    link: linkTo(publicUrl, reportPath(report.id)),
    sections: groupBy(notices, nameOf).map((ofSection) => ({
      name: ofSection[0] ? oneLine(nameOf(ofSection[0])) : '',
      items: ofSection.map((notice) => ({
        line: lineOf(notice),
        excerpt: oneLine(notice.excerpt),
        link: linkTo(publicUrl, noticePath(notice)),
      })),
    })),
  }
}

const reportPath = (id: string) => `/bao-cao/${encodeURIComponent(id)}`
/** Its thread; what is of no thread stands on the progress board. */
const noticePath = ({ report, threadId }: Notice) =>
  threadId === ''
    ? `${reportPath(report.id)}/tien-do`
    : `${reportPath(report.id)}?gop-y=${encodeURIComponent(threadId)}`
const linkTo = (publicUrl: string | undefined, path: string) =>
  publicUrl === undefined ? undefined : publicUrl + path

function deed({ reason, threadKind, threadNumber }: Notice): string {
  const thread = `${THREAD_KIND_WORDS[threadKind].toLowerCase()} số ${threadNumber}`
  switch (reason) {
    case 'mention':
      return `nhắc đến bạn trong ${thread}`
    case 'reply':
      return `trả lời trong ${thread}`
    case 'section':
      return `gửi ${thread}`
    case 'answered':
      return `tiếp thu, giải trình ${thread}`
    case 'resolved':
      return `khép lại ${thread}`
    case 'reopened':
      return `mở lại ${thread}`
    case 'assigned':
      return 'giao việc soạn thảo cho cơ quan bạn'
    case 'reminded':
      return 'nhắc cơ quan bạn về tiến độ'
    case 'submitted':
      return 'nộp phần được giao'
    case 'returned':
      return 'trả lại phần của cơ quan bạn để sửa'
    case 'approved':
      return 'duyệt phần của cơ quan bạn'
    case 'stage':
      return 'chuyển bước báo cáo'
  }
}

function lineOf(notice: Notice): string {
  const { name, office } = notice.by
  const who = office ? `${name} (${office.shortName})` : name
  return oneLine(`${momentOf(notice.at)}: ${who} ${deed(notice)}`)
}

/** `14:05 ngày 08/4/2022`, in Vietnam. */
function momentOf(at: number): string {
  return `${vietnamTime(at).clock} ngày ${vietnamDate(at)}`
}

const count = (of: number, andMore: boolean) => (andMore ? `hơn ${of}` : String(of))

function restOf(rest: number, andMore: boolean): string | undefined {
  return rest > 0 || andMore ? `Còn ${count(rest, andMore)} thông báo.` : undefined
}

function subjectOf(notices: readonly Notice[], andMore: boolean): string {
  const told = `Cùng Soạn: ${count(notices.length, andMore)} thông báo chưa đọc`
  const titles = new Set(notices.map(({ report }) => report.id))
  const title = oneLine(notices[0]?.report.title ?? '')
  return titles.size === 1 && title !== '' ? `${told} – ${clip(title, LONGEST_SUBJECT_TITLE)}` : told
}

function clip(text: string, longest: number): string {
  const signs = [...text]
  return signs.length <= longest
    ? text
    : `${signs
        .slice(0, longest - 1)
        .join('')
        .trimEnd()}…`
}

/**
 * One line without what steers a terminal, a mail header or the direction of writing: names and titles are somebody's
 * choice, and a mail is read where nothing guards the reader.
 */
function oneLine(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/[\p{Cs}\u200E\u200F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/gu, '')
    .trim()
}

/** In the order in which each group's first member stands. */
function groupBy<T>(members: readonly T[], keyOf: (member: T) => string): (readonly T[])[] {
  return [...Map.groupBy(members, keyOf).values()]
}

// ---- as plain text

function asText({ greeting, opening, reports, rest, inbox, footer, settings }: Page): string {
  return paragraphs([
    greeting,
    opening,
    ...reports.flatMap(reportText),
    [rest, inbox && `Xem tất cả: ${inbox}`],
    ['-- ', footer, settings],
  ])
}

function reportText({ title, link, sections }: ReportGroup): (string | (string | undefined)[])[] {
  const blocks = sections.flatMap(({ name, items }) => [
    ...(name === '' ? [] : [`  ${name}`]),
    ...items.map((item) => [
      `  - ${item.line}`,
      item.excerpt === '' ? undefined : `    “${item.excerpt}”`,
      item.link && `    ${item.link}`,
    ]),
  ])
  return [[title.toLocaleUpperCase('vi'), link], ...blocks]
}

function paragraphs(blocks: readonly (string | undefined | (string | undefined)[])[]): string {
  return `${blocks
    .map((block) => [block].flat().filter(Boolean).join('\n'))
    .filter((block) => block !== '')
    .join('\n\n')}\n`
}

// ---- as HTML: what mail programs of all ages draw, no pictures, nothing from elsewhere

function asHtml({ greeting, opening, reports, rest, inbox, footer, settings }: Page): string {
  const body = [
    `<p>${escape(greeting)}</p>`,
    `<p>${escape(opening)}</p>`,
    ...reports.map(reportHtml),
    rest === undefined && inbox === undefined
      ? ''
      : `<p>${[rest && escape(rest), inbox && anchor(inbox, 'Xem tất cả thông báo')].filter(Boolean).join(' ')}</p>`,
    `<hr><p style="font-size:13px;color:#555">${escape(footer)}${settings ? ` ${anchor(settings, 'Mở trang Tài khoản')}` : ''}</p>`,
  ]
  return `<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title></title></head><body style="font-family:Arial,sans-serif;font-size:15px;line-height:1.5;color:#1a1a1a">${body.join('\n')}</body></html>\n`
}

function reportHtml({ title, link, sections }: ReportGroup): string {
  const heading = link === undefined ? escape(title) : anchor(link, title)
  return `<h2 style="font-size:17px;margin:20px 0 4px">${heading}</h2>${sections.map(sectionHtml).join('')}`
}

function sectionHtml({ name, items }: SectionGroup): string {
  const heading = name === '' ? '' : `<h3 style="font-size:15px;margin:12px 0 4px">${escape(name)}</h3>`
  const list = items.map(({ line, excerpt, link }) => {
    const quote = excerpt === '' ? '' : `<br>“${escape(excerpt)}”`
    return `<li style="margin-bottom:8px">${link === undefined ? escape(line) : anchor(link, line)}${quote}</li>`
  })
  return `${heading}<ul style="margin:4px 0">${list.join('')}</ul>`
}

const anchor = (href: string, text: string) => `<a href="${escape(href)}">${escape(text)}</a>`

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escape = (text: string) => text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)

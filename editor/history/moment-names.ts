import type { Moment, Timeline } from '../../report/wire/history.ts'
import type { Version } from '../../report/wire/paper.ts'
import type { ReportDetail } from '../../report/wire/rest.ts'
import type { Catalogue, Language } from '../i18n/catalogue.ts'
import { sayExactly } from '../i18n/dates.ts'

/** What a moment is called: its version's name, the present, or when it was. */
export function nameMoment(
  moment: Moment,
  known: { readonly versions: readonly Version[]; readonly timeline: Timeline | undefined },
  { history: text }: Catalogue,
  language: Language,
): string {
  if (moment === 'now') return text.now
  const version = known.versions.find(({ id }) => id === moment)
  if (version) return nameVersion(version, text, language)
  const seq = Number(/^seq-(\d+)$/u.exec(moment)?.[1])
  const stretch = known.timeline?.stretches.findLast((one) => one.seq <= seq)
  return stretch ? text.momentAt(sayExactly(stretch.to, language)) : text.unknownMoment
}

export function nameVersion(version: Version, text: Catalogue['history'], language: Language): string {
  if (version.kind === 'automatic' || version.name === '')
    return `${text.kinds[version.kind]} ${sayExactly(version.at, language)}`
  return version.name
}

/** `14:05` */
export function sayClock(at: number, language: Language): string {
  const locale = language === 'vi' ? 'vi-VN' : 'en-GB'
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(at)
}

/** Most sections that are named before the rest is counted. */
const MOST_NAMED = 4

/** The names of sections in the order of the text; what is gone since is left out. */
export function nameSections(
  ids: readonly string[],
  report: Pick<ReportDetail, 'sections'>,
  text: Catalogue['history'],
): string {
  const asked = new Set(ids)
  const names = [
    ...(asked.has('preamble') ? [text.preamble] : []),
    ...pathNames(report.sections)
      .filter(({ id }) => asked.has(id))
      .map(({ name }) => name),
  ]
  const more = names.length - MOST_NAMED
  return more > 0 ? [...names.slice(0, MOST_NAMED), text.more(String(more))].join(', ') : names.join(', ')
}

/** `II.1.a` and so on: a section's own number says little without those above it. */
export function pathNames(
  sections: readonly {
    readonly id: string
    readonly level: number
    readonly number: string
    readonly title: string
  }[],
): { readonly id: string; readonly name: string }[] {
  const above: { level: number; number: string }[] = []
  return sections.map(({ id, level, number, title }) => {
    while ((above.at(-1)?.level ?? 0) >= level) above.pop()
    const isCounted = number !== '' && number !== '-'
    const path = [...above.map((one) => one.number), ...(isCounted ? [number.replace(/\)$/u, '')] : [])]
    if (isCounted) above.push({ level, number: number.replace(/\)$/u, '') })
    return { id, name: isCounted ? path.join('.') : title }
  })
}

import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { roleSchema, sectionStatusSchema, STAGES, stageSchema } from '../../report/wire/rest.ts'
import type { AuditEntry } from '../../report/wire/rest.ts'
import { sayDate, sayNumber } from '../i18n/dates.ts'
import type { Catalogue, Language } from '../i18n/catalogue.ts'

/** What happened, as one sentence with a person, a deed and its object. */
export function auditSentence(entry: AuditEntry, text: Catalogue, language: Language): string {
  const { admin } = text
  const who = sayWho(entry, text)
  const section = saySection(entry.section, text)
  const fact = (name: string) => entry.details[name] ?? ''
  const said = admin.did
  switch (entry.action) {
    case 'sign-in':
      return fact('by') === 'single-sign-on' ? said.signInShared(who) : said.signIn(who)
    case 'sign-in-failed':
      return fact('username') ? said.signInFailed(fact('username')) : said.signInFailedUnknown
    case 'sign-out':
      return said.signOut(who)
    case 'password-changed':
      return said.passwordChanged(who)
    case 'code-issued':
      return said.codeIssued(who, sayAccount(entry))
    case 'user-created':
      return fact('from') === 'csv'
        ? said.userImported(who, sayAccount(entry))
        : said.userCreated(who, sayAccount(entry))
    case 'user-changed':
      return withFacts(said.userChanged(who, sayAccount(entry)), userFacts(entry, text))
    case 'user-deactivated':
      return said.userLocked(who, sayAccount(entry))
    case 'user-activated':
      return said.userUnlocked(who, sayAccount(entry))
    case 'office-created':
      return said.officeCreated(who, fact('office'))
    case 'office-changed':
      return withFacts(said.officeChanged(who, fact('office')), [fact('newName'), fact('shortName')])
    case 'office-deleted':
      return said.officeDeleted(who, fact('office'))
    case 'report-created':
      return said.reportCreated(who)
    case 'report-changed':
      return said.reportChanged(who)
    case 'member-set':
      return fact('from')
        ? said.memberChanged(who, sayMember(entry), sayRole(fact('from'), text), sayRole(fact('role'), text))
        : said.memberAdded(who, sayMember(entry), sayRole(fact('role'), text))
    case 'member-removed':
      return said.memberRemoved(who, sayMember(entry))
    case 'section-assigned':
      return fact('to') ? said.assigned(who, section, fact('to')) : said.unassigned(who, section)
    case 'section-status':
      return said.statusChanged(who, section, sayStatus(fact('from'), text), sayStatus(fact('to'), text))
    case 'section-locked':
      return fact('locked') === 'true' ? said.locked(who, section) : said.unlocked(who, section)
    case 'section-due':
      return fact('to')
        ? said.dueSet(who, section, sayDate(fact('to'), language))
        : said.dueRemoved(who, section)
    case 'section-edited':
      return sayEdits(entry, who, section, text, language)
    case 'handed-over':
      return fact('removed') === 'true'
        ? said.handoverTaken(who, section, fact('name'))
        : said.handedOver(who, section)
    case 'exported':
      return said.exported(who)
    case 'version-created':
      return said.versionCreated(who, fact('name'))
    case 'version-named':
      return said.versionNamed(who, fact('name'))
    case 'version-restored':
      return entry.section
        ? said.sectionRestored(who, section, fact('name'))
        : said.versionRestored(who, fact('name'))
    case 'stage-moved':
      return withFacts(sayMove(entry, who, text), circumstances(entry, text))
    case 'report-signed':
      return withFacts(said.signed(who, fact('file')), circumstances(entry, text))
    case 'settings-changed':
      return withFacts(said.settingsChanged(who), settingsFacts(entry, text))
    case 'reminded':
      return said.reminded(who, fact('office'))
    case 'contribution-received':
      return said.contributionReceived(who, fact('title'), fact('office'))
    case 'contribution-changed':
      return fact('withdrawn') === 'true'
        ? said.contributionWithdrawn(who, fact('title'), fact('office'))
        : said.contributionChanged(who, fact('title'), fact('office'))
    case 'imported':
      return said.imported(who, fact('file'))
    case 'comment-added':
      return said.commentAdded(who, sayThread(entry, text))
    case 'comment-changed':
      return said.commentChanged(who, sayThread(entry, text))
    case 'comment-deleted':
      return said.commentDeleted(who, sayThread(entry, text))
    case 'thread-changed':
      return said.threadChanged(who, sayThread(entry, text))
    case 'thread-answered':
      return fact('withdrawn') === 'true'
        ? said.threadUnanswered(who, sayThread(entry, text))
        : said.threadAnswered(who, sayThread(entry, text))
    case 'thread-resolved':
      return said.threadResolved(who, sayThread(entry, text))
    case 'thread-reopened':
      return said.threadReopened(who, sayThread(entry, text))
    case 'thread-attached':
      return said.threadAttached(who, sayThread(entry, text))
    case 'restored':
      return said.restored(fact('file'))
  }
}

/** `7, “II. Kết quả”`; of a thread about the whole report the number alone. */
function sayThread({ section, details }: AuditEntry, text: Catalogue): string {
  return [details.number, section && saySection(section, text)].filter(Boolean).join(', ')
}

/** `Người soạn 1 (KHCN)`; a program at the server where nobody is known. */
function sayWho({ by }: AuditEntry, { admin }: Catalogue): string {
  if (!by) return admin.somebody
  return by.office ? `${by.name} (${by.office})` : by.name
}

function sayAccount({ details }: AuditEntry): string {
  const { name = '', username = '' } = details
  return name && username ? `${name} (${username})` : name || username
}

function sayMember({ details }: AuditEntry): string {
  return details.name ?? details.office ?? details.username ?? ''
}

/** `3.a Cơ chế quản lý` in quotation marks; the preamble by its name, and what is gone as gone. */
export function saySection(section: AuditEntry['section'], { admin, drafting }: Catalogue): string {
  if (!section) return admin.unknownSection
  if (section.id === PREAMBLE_ID) return drafting.preamble
  const name = `${section.number} ${section.title}`.trim()
  return name ? admin.sectionNamed(name) : admin.goneSection
}

function sayEdits(
  { at, details }: AuditEntry,
  who: string,
  section: string,
  { admin }: Catalogue,
  language: Language,
): string {
  const edits = Number(details.edits ?? 1)
  const until = Number(details.until ?? at)
  const [start, end] = [sayClock(Math.min(at, until), language), sayClock(Math.max(at, until), language)]
  const span = start === end ? start : `${start}–${end}`
  return admin.did.edited(who, section, sayNumber(edits, language), span)
}

export function sayClock(at: number, language: Language): string {
  const locale = language === 'vi' ? 'vi-VN' : 'en-GB'
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(at)
}

function sayRole(role: string, { reports }: Catalogue): string {
  const known = roleSchema.safeParse(role)
  return known.success ? reports.roles[known.data] : role
}

function sayStatus(status: string, { rights }: Catalogue): string {
  const known = sectionStatusSchema.safeParse(status)
  return known.success ? rights.statuses[known.data] : status
}

function sayMove({ details }: AuditEntry, who: string, { admin, reports }: Catalogue): string {
  const [from, to] = [stageSchema.safeParse(details.from), stageSchema.safeParse(details.to)]
  if (!from.success || !to.success) return admin.did.stageMoved(who, details.from ?? '', details.to ?? '')
  const isBack = STAGES.indexOf(to.data) < STAGES.indexOf(from.data)
  const say = isBack ? admin.did.stageReturned : admin.did.stageMoved
  return say(who, reports.stages[from.data], reports.stages[to.data])
}

/** In spite of what a report was moved or signed, and why. */
function circumstances({ details }: AuditEntry, { admin }: Catalogue): string[] {
  const { blockers = '0', reason = '' } = details
  return [
    Number(blockers) > 0 ? admin.did.inSpiteOf(Number(blockers)) : '',
    reason === '' ? '' : admin.did.becauseOf(reason),
  ]
}

function userFacts({ details }: AuditEntry, { admin }: Catalogue): string[] {
  return [
    details.newName ?? '',
    details.officeId === undefined ? '' : admin.facts.office,
    details.admin === 'true' ? admin.facts.madeAdmin : '',
    details.admin === 'false' ? admin.facts.noAdmin : '',
    details.password === undefined ? '' : admin.facts.password,
  ]
}

/** A milestone is named by the plan's own words. */
function settingsFacts({ details }: AuditEntry, { admin }: Catalogue): string[] {
  const { today, inclusive } = admin.facts
  const names: Readonly<Record<string, string>> = { today, inclusive }
  return Object.entries(details).map(([name, value]) => `${names[name] ?? name}: ${value}`)
}

function withFacts(sentence: string, facts: readonly string[]): string {
  const told = facts.filter(Boolean)
  return told.length === 0 ? sentence : `${sentence}: ${told.join(', ')}`
}

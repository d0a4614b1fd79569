import type { Logger } from 'pino'
import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { sectionLabel, sectionNames } from '../../report/review/section-names.ts'
import { readSections } from '../../report/sections.ts'
import { PREAMBLE_WORDS } from '../../report/wire/words.ts'
import type { MailSettings } from '../env.ts'
import type { Rooms } from '../room/rooms.ts'
import type { Records } from '../store/records.ts'
import type { SectionNames } from './digest-mail.ts'
import { createDigestPost, type DigestPost } from './send-digests.ts'
import { createSmtpMailer } from './smtp-mailer.ts'

export type DigestsDeps = {
  readonly settings: MailSettings
  readonly records: Records
  readonly rooms: Pick<Rooms, 'read'>
  readonly logger: Logger
  readonly now: () => number
}

/** The digests of notices of this server, by SMTP, under way. */
export function openDigests({ settings, records, rooms, logger, now }: DigestsDeps): DigestPost {
  const post = createDigestPost({
    records,
    mailer: createSmtpMailer(settings),
    sectionNames: (reportId) => namesIn(rooms, reportId),
    publicUrl: settings.publicUrl,
    logger,
    now,
  })
  post.run()
  return post
}

async function namesIn(rooms: Pick<Rooms, 'read'>, reportId: string): Promise<SectionNames> {
  const sections = (await rooms.read(reportId, (doc) => readSections(doc))) ?? []
  const names = [...sectionNames(sections)].map(([id, name]) => [id, sectionLabel(name)] as const)
  return new Map([[PREAMBLE_ID, PREAMBLE_WORDS], ...names])
}

import type { Kysely } from 'kysely'
import type { Records } from './records.ts'
import { attributionRecords } from './records/attribution.ts'
import { auditRecords } from './records/audit.ts'
import { contributionRecords } from './records/contributions.ts'
import { handoverRecords } from './records/handovers.ts'
import { historyRecords } from './records/history.ts'
import { imageRecords } from './records/images.ts'
import { memberRecords } from './records/members.ts'
import { noticeRecords } from './records/notices.ts'
import { officeRecords } from './records/offices.ts'
import { peopleRecords } from './records/people.ts'
import { progressRecords } from './records/progress.ts'
import { reportRecords } from './records/reports.ts'
import { sectionRecords } from './records/sections.ts'
import { stageRecords } from './records/stages.ts'
import { threadRecords } from './records/threads.ts'
import { versionRecords } from './records/versions.ts'
import { inTransaction } from './records/transaction.ts'
import type { Tables } from './tables.ts'

/** Records in whatever SQL database Kysely speaks to. */
export function createRecords(db: Kysely<Tables>): Records {
  return {
    ...officeRecords(db),
    ...peopleRecords(db),
    ...reportRecords(db),
    ...memberRecords(db),
    ...sectionRecords(db),
    ...progressRecords(db),
    ...stageRecords(db),
    ...handoverRecords(db),
    ...threadRecords(db),
    ...noticeRecords(db),
    ...auditRecords(db),
    ...versionRecords(db),
    ...historyRecords(db),
    ...contributionRecords(db),
    ...imageRecords(db),
    ...attributionRecords(db),
    atomically: (work) => inTransaction(db, (transaction) => work(createRecords(transaction))),
  }
}

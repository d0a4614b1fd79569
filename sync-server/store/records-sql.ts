import type { Kysely } from 'kysely'
import type { Records } from './records.ts'
import { auditRecords } from './records/audit.ts'
import { handoverRecords } from './records/handovers.ts'
import { imageRecords } from './records/images.ts'
import { memberRecords } from './records/members.ts'
import { noticeRecords } from './records/notices.ts'
import { officeRecords } from './records/offices.ts'
import { peopleRecords } from './records/people.ts'
import { reportRecords } from './records/reports.ts'
import { sectionRecords } from './records/sections.ts'
import { threadRecords } from './records/threads.ts'
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
    ...handoverRecords(db),
    ...threadRecords(db),
    ...noticeRecords(db),
    ...auditRecords(db),
    ...imageRecords(db),
    atomically: (work) => inTransaction(db, (transaction) => work(createRecords(transaction))),
  }
}

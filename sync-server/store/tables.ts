import type { Generated } from 'kysely'
import type { Version } from '../../report/wire/paper.ts'
import type { AuditAction, Role, SectionStatus, Stage } from '../../report/wire/rest.ts'
import type { AnswerKind, Digest, Notice, ThreadKind } from '../../report/wire/review.ts'

/** The rows that Records reads and writes, as MIGRATIONS creates them. The log's tables belong to the log. */
export interface Tables {
  office: {
    id: string
    name: string
    short_name: string
    color: string
    created_at: number
  }
  report: {
    id: string
    title: string
    type: string
    stage: Stage
    epoch: string
    head: string
    milestones: string
    plan_text: string
    created_by: string
    created_at: number
    edited_at: number
    head_seq: number
    thread_rev: Generated<number>
    last_draft: Generated<number>
    settings: Generated<string>
    contributors: string | null
    attributed_seq: Generated<number>
  }
  member: { report_id: string; user_id: string; role: Role }
  office_member: { report_id: string; office_id: string; role: Role }
  section: {
    report_id: string
    section_id: string
    status: SectionStatus
    locked: number
    due: string | null
  }
  section_office: { report_id: string; section_id: string; office_id: string; position: number }
  handover: {
    report_id: string
    id: string
    section_id: string
    user_id: string
    at: number
    text: string
    /** Set when somebody took it over or did not want it: the words stay, and the id is not taken again. */
    removed_at: number | null
  }
  audit: {
    seq: Generated<number>
    at: number
    action: AuditAction
    user_id: string | null
    report_id: string | null
    section_id: string | null
    details: string
    hash: Generated<string>
  }
  edit: {
    report_id: string
    seq: number
    user_id: string
    connection: string
    at: number
    crc: number
    bytes: Uint8Array
    sections: Generated<string>
  }
  section_edit: { report_id: string; section_id: string; at: number; user_id: string }
  client_owner: { report_id: string; client: number; user_id: string; seq: number }
  thread: {
    report_id: string
    id: string
    number: number
    kind: ThreadKind
    anchor: string
    section_id: string | null
    lost: number
    user_id: string
    author: string
    created_at: number
    resolved_by: string | null
    resolved_at: number | null
    answer_kind: AnswerKind | null
    answer_text: string | null
    answered_by: string | null
    answered_at: number | null
    characters: number
    rev: number
  }
  message: {
    report_id: string
    id: string
    thread_id: string
    position: number
    user_id: string
    author: string
    at: number
    edited_at: number | null
    deleted_at: number | null
    text: string
  }
  thread_read: { report_id: string; thread_id: string; user_id: string; at: number }
  notice: {
    id: string
    user_id: string
    report_id: string
    thread_id: string
    message_id: string | null
    reason: Notice['reason']
    author: string
    at: number
    excerpt: string
    /** Of a notice of no thread. */
    section_id: Generated<string | null>
    read_at: number | null
    mailed_at: number | null
  }
  notice_setting: { user_id: string; email: string | null; digest: Digest; digested_at: number | null }
  version: {
    report_id: string
    id: string
    number: number
    name: string
    kind: Version['kind']
    seq: number
    at: number
    by_id: string
    by_name: string
    sha256: string
    title: string
    head: string
  }
  stage_move: {
    report_id: string
    number: number
    from_stage: Stage
    to_stage: Stage
    at: number
    by_id: string
    by_name: string
    by_office: string
    reason: string
    blockers: number
    version_id: string
  }
  signature: {
    report_id: string
    version_id: string
    file_name: string
    type: string
    sha256: string
    bytes: Uint8Array
    at: number
    by_id: string
    by_name: string
    by_office: string
  }
  reminder: { report_id: string; office_id: string; at: number; by_id: string; text: string }
  first_author: { report_id: string; client: number; clock: number; length: number; user_id: string }
  contribution: {
    report_id: string
    id: string
    office_id: string
    title: string
    source_report_id: string | null
    file_name: string | null
    type: string | null
    sha256: string | null
    parts: string
    warnings: string
    at: number
    day: string | null
    by_id: string
    by_name: string
    withdrawn_at: number | null
    bytes: Uint8Array | null
  }
  contribution_part: {
    report_id: string
    contribution_id: string
    part: number
    blocks: Uint8Array
  }
  provenance: {
    report_id: string
    block_id: string
    contribution_id: string
    part: number
    office_id: string
    at: number
    by_id: string
  }
  image: {
    report_id: string
    id: string
    type: string
    width: number
    height: number
    bytes: Uint8Array
    created_by: string
    created_at: number
  }
  /** better-auth's table; only the columns that are read with ours. */
  user: {
    id: string
    name: string
    username: string | null
    role: string | null
    banned: number | boolean | null
    officeId: string | null
    mustChangePassword: number | boolean | null
    codeExpiresAt: number | null
    lastSignInAt: number | null
    updatedAt: string | number
  }
}

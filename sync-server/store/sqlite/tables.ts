/**
 * The tables, for SQLite and (with `blob` as `bytea`) PostgreSQL. Accounts and sessions are better-auth's own tables.
 * Each migration runs once, in order, inside a transaction; a shipped one is never edited.
 */
export const MIGRATIONS: readonly { readonly name: string; readonly sql: readonly string[] }[] = [
  {
    name: '0001-reports',
    sql: [
      `create table office (
        id text primary key, name text not null unique, short_name text not null, color text not null,
        created_at bigint not null)`,
      `create table report (
        id text primary key, title text not null, type text not null, stage text not null, epoch text not null,
        head text not null, milestones text not null, plan_text text not null,
        created_by text not null, created_at bigint not null, edited_at bigint not null, head_seq bigint not null)`,
      `create table member (
        report_id text not null references report(id), user_id text not null, role text not null,
        primary key (report_id, user_id))`,
      `create index member_by_user on member(user_id)`,
      `create table edit (
        report_id text not null, seq bigint not null, user_id text not null, connection text not null,
        at bigint not null, crc bigint not null, bytes blob not null,
        primary key (report_id, seq))`,
      `create table checkpoint (
        report_id text not null, seq bigint not null, at bigint not null, crc bigint not null, state blob not null,
        primary key (report_id, seq))`,
      `create table client_owner (
        report_id text not null, client bigint not null, user_id text not null, seq bigint not null,
        primary key (report_id, client))`,
      `create table quarantine (
        report_id text not null, seq bigint not null, reason text not null, found_at bigint not null,
        primary key (report_id, seq))`,
      `create table image (
        report_id text not null, id text not null, type text not null, width bigint not null, height bigint not null,
        bytes blob not null, created_by text not null, created_at bigint not null,
        primary key (report_id, id))`,
    ],
  },
  {
    name: '0002-rights',
    sql: [
      // Which sections an edit wrote in, as its verdict said: ids between commas, as in ',a,b,'.
      `alter table edit add column sections text not null default ''`,
      `create table office_member (
        report_id text not null references report(id), office_id text not null references office(id),
        role text not null, primary key (report_id, office_id))`,
      `create index office_member_by_office on office_member(office_id)`,
      `create table section (
        report_id text not null references report(id), section_id text not null, status text not null,
        locked integer not null, due text, primary key (report_id, section_id))`,
      `create table section_office (
        report_id text not null, section_id text not null, office_id text not null references office(id),
        position integer not null, primary key (report_id, section_id, office_id))`,
      `create table handover (
        report_id text not null references report(id), id text not null, section_id text not null,
        user_id text not null, at bigint not null, text text not null, primary key (report_id, id))`,
      // Appended to, never changed. user_id is null where nobody is known; details is JSON.
      `create table audit (
        seq integer primary key, at bigint not null, action text not null, user_id text, report_id text,
        section_id text, details text not null)`,
      `create index audit_by_report on audit(report_id, at)`,
      `create index audit_by_user on audit(user_id, at)`,
      `create index audit_by_time on audit(at)`,
    ],
  },
  {
    name: '0003-trail',
    sql: [
      // The audit reads the log by time.
      `create index edit_by_time on edit(report_id, at)`,
      // What was taken over or not wanted is kept: nobody's words are lost by a click.
      `alter table handover add column removed_at bigint`,
    ],
  },
  {
    name: '0004-review',
    sql: [
      // Raised by every change to the report's threads; each change leaves its number in the thread.
      `alter table report add column thread_rev bigint not null default 0`,
      // section_id and lost repeat what the anchor (JSON) says, for counting; characters is what the thread weighs in an
      // answer, so that a page of them has a limit. user_id is its author's; author is as they were when they wrote.
      `create table thread (
        report_id text not null references report(id), id text not null, number bigint not null, kind text not null,
        anchor text not null, section_id text, lost integer not null,
        user_id text not null, author text not null, created_at bigint not null,
        resolved_by text, resolved_at bigint,
        answer_kind text, answer_text text, answered_by text, answered_at bigint,
        characters bigint not null, rev bigint not null, primary key (report_id, id))`,
      `create unique index thread_by_number on thread(report_id, number)`,
      // No two threads share a rev: a page may end between any two.
      `create unique index thread_by_rev on thread(report_id, rev)`,
      // All that counting asks for, so that it reads no anchors.
      `create index thread_by_state on thread(report_id, resolved_at, section_id, lost, kind, answer_kind)`,
      // So that weighing them all reads no anchors, either.
      `create index thread_by_weight on thread(report_id, characters)`,
      // position is the report's thread_rev of when it was added: their order, also of two in one millisecond.
      `create table message (
        report_id text not null, id text not null, thread_id text not null, position bigint not null,
        user_id text not null, author text not null, at bigint not null, edited_at bigint, deleted_at bigint,
        text text not null,
        primary key (report_id, id), foreign key (report_id, thread_id) references thread(report_id, id))`,
      `create index message_by_thread on message(report_id, thread_id, position)`,
      `create table thread_read (
        report_id text not null, thread_id text not null, user_id text not null, at bigint not null,
        primary key (report_id, thread_id, user_id))`,
      // excerpt is plain text; mailed_at: it went out with a digest.
      `create table notice (
        id text primary key, user_id text not null, report_id text not null references report(id),
        thread_id text not null, message_id text, reason text not null, author text not null, at bigint not null,
        excerpt text not null, read_at bigint, mailed_at bigint)`,
      `create index notice_by_user on notice(user_id, at)`,
      `create index notice_unread on notice(user_id, read_at)`,
      // Of one message one notice for each person.
      `create unique index notice_by_message on notice(report_id, message_id, user_id)`,
      `create index notice_by_thread on notice(report_id, thread_id)`,
      `create table notice_setting (
        user_id text primary key, email text, digest text not null, digested_at bigint)`,
    ],
  },
  {
    name: '0005-versions',
    sql: [
      // What a report said after an edit of its log: no text of its own. title and head (JSON) are as they were then. by_name is
      // as the person was called then.
      `create table version (
        report_id text not null references report(id), id text not null, number bigint not null, name text not null,
        kind text not null, seq bigint not null, at bigint not null, by_id text not null, by_name text not null,
        sha256 text not null, title text not null, head text not null, primary key (report_id, id))`,
      `create unique index version_by_number on version(report_id, number)`,
      // Checkpoints that versions begin from are kept.
      `create index version_by_seq on version(report_id, seq)`,
      // The highest number that a *Dự thảo lần N* went out with.
      `alter table report add column last_draft bigint not null default 0`,
    ],
  },
  {
    name: '0006-progress',
    sql: [
      // settings: JSON of ReportSettings.
      `alter table report add column settings text not null default '{"today":null,"inclusive":false,"dates":{}}'`,
      // Every move between stages, in order; version_id is what the report said then. blockers: how many it was confirmed in spite of.
      `create table stage_move (
        report_id text not null references report(id), number bigint not null, from_stage text not null,
        to_stage text not null, at bigint not null, by_id text not null, by_name text not null, by_office text not null,
        reason text not null, blockers bigint not null, version_id text not null, primary key (report_id, number))`,
      // What was signed, once: the file as it came, and the version it was made from.
      `create table signature (
        report_id text primary key references report(id), version_id text not null, file_name text not null,
        type text not null, sha256 text not null, bytes blob not null, at bigint not null, by_id text not null,
        by_name text not null, by_office text not null)`,
      `create table reminder (
        report_id text not null references report(id), office_id text not null, at bigint not null,
        by_id text not null, text text not null)`,
      `create index reminder_by_office on reminder(report_id, office_id, at)`,
      // Who wrote last in each section, beside the log so that nobody reads all of it for the board; the log stays the truth.
      `create table section_edit (
        report_id text not null, section_id text not null, at bigint not null, user_id text not null,
        primary key (report_id, section_id))`,
      `insert into section_edit (report_id, section_id, at, user_id)
        with recursive piece(report_id, seq, at, user_id, section_id, rest) as (
          select report_id, seq, at, user_id, '', substr(sections, 2) from edit where sections != ''
          union all
          select report_id, seq, at, user_id, substr(rest, 1, instr(rest, ',') - 1), substr(rest, instr(rest, ',') + 1)
          from piece where rest != '')
        select report_id, section_id, at, user_id from (
          select *, row_number() over (partition by report_id, section_id order by seq desc) as age
          from piece where section_id != '')
        where age = 1`,
      // Of a notice of no thread (thread_id is ''): the section it is about.
      `alter table notice add column section_id text`,
      // Characters (client, clock, length) that somebody else than their client's owner wrote first; worked out from the log up to
      // report.attributed_seq.
      `create table first_author (
        report_id text not null, client bigint not null, clock bigint not null, length bigint not null,
        user_id text not null, primary key (report_id, client, clock))`,
      `alter table report add column attributed_seq bigint not null default 0`,
      // What an office sends in for a report: a file, or a report of its own on the same outline (source_report_id). parts: JSON
      // of the parts read from it, each with the section it was placed in. day: when it was handed in first, as the report counted
      // days then; null until it is. The file comes last: SQLite reads past it to whatever stands behind.
      `create table contribution (
        report_id text not null references report(id), id text not null, office_id text not null,
        title text not null, source_report_id text, file_name text, type text, sha256 text,
        parts text not null, warnings text not null, at bigint not null, day text, by_id text not null,
        by_name text not null, withdrawn_at bigint, bytes blob, primary key (report_id, id))`,
      `create index contribution_by_office on contribution(report_id, office_id)`,
      // What stands in each part: nodes of the report's schema as JSON, sent as they are.
      `create table contribution_part (
        report_id text not null, contribution_id text not null, part bigint not null, blocks blob not null,
        primary key (report_id, contribution_id, part))`,
      // Which offices are asked to contribute: ids as JSON; null: all that draft here.
      `alter table report add column contributors text`,
      // Blocks of the text that came out of a contribution.
      `create table provenance (
        report_id text not null, block_id text not null, contribution_id text not null, part bigint not null,
        office_id text not null, at bigint not null, by_id text not null, primary key (report_id, block_id))`,
      // Each row's hash covers the one before (`chainHash`). Older rows get theirs with this migration (`chainOlderRows`).
      `alter table audit add column hash text not null default ''`,
    ],
  },
]

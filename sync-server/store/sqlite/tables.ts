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
]

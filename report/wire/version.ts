/**
 * The wire's version and its history. A test hashes the schemas of this folder and fails until this number is raised
 * together with a new line here, so that a change other programs would feel is never made by accident.
 *
 * 1  2026-11  sync, presence, 121 saved, 122 event, 123 refused; REST for sessions, reports and plans.
 * 2  2026-11  sections' offices, status and locks; offices as members; one-time codes, import, single sign-on; audit;
 *             handed-over text. Adds only.
 * 3  2026-11  comment threads with anchors, answers and read marks; notices; the register of opinions. Adds only.
 * 4  2026-11  the official paper: more fields of the head, export, versions, import; appendices. Adds only.
 * 5  2026-11  from the plan to the signature: stages, board, reminders, the past and what differs, attribution,
 *             contributions. Adds only.
 */
export const WIRE_VERSION = 5

/**
 * Version of the report's document schema (`report/schema`). A client whose number differs is closed with 4426 at
 * connect: even a read-only ProseMirror deletes nodes its schema does not know.
 *
 * 1  2026-11  preamble, sections, paragraphs, lists, tables, footnotes, figures.
 * 2  2026-11  sections can be appendices.
 */
export const SCHEMA_VERSION = 2

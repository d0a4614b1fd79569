import type { Rooms } from '../room/rooms.ts'

/** The open reports, as far as the routes of a report need them. */
export type ReportRooms = Pick<Rooms, 'read' | 'tell' | 'rightsChanged'>

/** The open reports, as far as comments need them. */
export type CommentRooms = Pick<Rooms, 'read' | 'tell' | 'place' | 'follow'>

/** When it resolves, no edit is judged by the old rights any more, and everybody in the report is told. */
export async function tellRights(rooms: ReportRooms, reportId: string): Promise<void> {
  await rooms.rightsChanged(reportId)
  rooms.tell(reportId, { type: 'sections', reportId })
}

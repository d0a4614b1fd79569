import { raw, Router, type Request, type Response } from 'express'
import { z } from 'zod'
import { ReportError } from '../../report/wire/errors.ts'
import { importRowSchema, type CreatedUser, type ImportResult } from '../../report/wire/rest.ts'
import type { Accounts } from '../auth/accounts.ts'
import type { CheckedRow } from '../auth/people-list/check-rows.ts'
import { LARGEST_LIST, readPeople, type PeopleList } from '../auth/people-list/read-people.ts'
import type { Records } from '../store/records.ts'
import { readForm } from './multipart.ts'
import type { Who } from './who.ts'

export type UserImportDeps = {
  readonly accounts: Accounts
  readonly records: Records
  readonly who: Who
}

const querySchema = z.object({ preview: z.enum(['0', '1']).default('0') })

/** Accounts from a list in a file: all of it, or as a preview and with any fault in it nothing. */
export function userImportRoutes({ accounts, records, who }: UserImportDeps): Router {
  const router = Router()
  let importing = false

  const read = async (bytes: Uint8Array): Promise<PeopleList> => {
    const [offices, people] = [await records.offices(), await records.accounts()]
    return readPeople(bytes, { offices, usernames: new Set(people.map(({ username }) => username)) })
  }

  const importAll = async (list: PeopleList, adminId: string): Promise<ImportResult> => {
    // Hashing the codes of two lists at once would take the server away from those who write.
    if (importing) throw new ReportError('conflict', 'Đang nhập một danh sách khác. Hãy đợi một phút.')
    importing = true
    try {
      const created = await accounts.createAll(list.rows.map(toNewUser), adminId)
      return { ...shown(list, created), imported: created.length }
    } catch (error) {
      if (!(error instanceof ReportError && error.code === 'name-taken')) throw error
      return { ...shown(taken(list, error.detail)), imported: 0 }
    } finally {
      importing = false
    }
  }

  router.post('/users/import', async (request, response) => {
    const admin = await who.admin(request)
    const { preview } = querySchema.parse(request.query)
    const list = await read(await fileOf(request, response))
    const clean = list.problems.length === 0 && list.rows.every(({ problems }) => problems.length === 0)
    response.json(
      preview === '0' && clean ? await importAll(list, admin.id) : { ...shown(list), imported: 0 },
    )
  })

  return router
}

async function fileOf(request: Request, response: Response): Promise<Uint8Array> {
  if (request.is('multipart/form-data')) {
    const { file } = await readForm(request, 'file', LARGEST_LIST)
    if (!file) throw new ReportError('bad-request', 'file')
    return file.bytes
  }
  const read = raw({ type: () => true, limit: LARGEST_LIST })
  await new Promise<void>((resolve, reject) => {
    read(request, response, (error?: Error) => {
      if (error) reject(error)
      else resolve()
    })
  })
  const body: unknown = request.body
  return body instanceof Uint8Array ? body : new Uint8Array()
}

function toNewUser({ username, name, admin, officeId }: CheckedRow) {
  return { username, name, admin, officeId }
}

/** Somebody else took the name between the look and the making. */
function taken(list: PeopleList, username: string | undefined): PeopleList {
  const rows = list.rows.map((row) =>
    row.username === username ? { ...row, problems: ['Tên đăng nhập này vừa có người khác dùng.'] } : row,
  )
  return { ...list, rows }
}

function shown(
  { rows, problems }: PeopleList,
  created: readonly CreatedUser[] = [],
): Omit<ImportResult, 'imported'> {
  const told = rows.map((row, index) =>
    importRowSchema.parse({ ...row, code: created[index]?.oneTime?.code }),
  )
  return { rows: told, problems: [...problems] }
}

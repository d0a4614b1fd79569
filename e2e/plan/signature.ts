import { createHash } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { must } from '../../report/must.ts'
import { CLOSE } from '../../report/wire/close-codes.ts'
import type { Version } from '../../report/wire/paper.ts'
import type { Progress } from '../../report/wire/progress.ts'
import { onDatabase } from '../rig/database.ts'
import { signIn } from '../rig/province.ts'
import { openRaw } from '../rig/raw-client.ts'
import { request } from '../rig/request.ts'
import { type Server, startServer } from '../rig/server.ts'
import { cungSoan, type Part } from './story.ts'
import { story, folder, lead, setToday, daysLeft, first } from './scene.ts'

/** The last chapter: from the final text to a paper that can be told from a forgery. */
export function theSignature(): void {
  describe('VI. Before 08/5: the final text, signed', () => {
    let signed: Uint8Array
    let version: Version
    const sign = (who: Part, bytes: Uint8Array) =>
      story.send(who, '/signature', new File([new Uint8Array(bytes)], 'Báo cáo đã ký.docx'))

    test('the coordinator puts the last words right, and the approved text is closed to the offices', async () => {
      expect(await story.write('drafter1', { [first(lead)]: 'Sửa.' })).toBe('section-approved')
      expect(await story.write('coordinator', { [first(lead)]: 'Tiếp thu ý kiến hội nghị.' })).toBeUndefined()
    })

    test('nothing is exported for signature, nor signed, while a demand is open', async () => {
      expect((await story.ask('coordinator', 'GET', '/export.docx')).status).toBe(409)
      expect((await story.ask('coordinator', 'PATCH', '', { stage: 'signed' })).status).toBe(400)
      const demand = must(
        (await story.threads()).find(({ kind, resolved }) => kind === 'change' && !resolved),
        'a demand',
      )
      await story.does('reviewer', 'PATCH', `/threads/${demand.id}`, { resolved: true })
    })

    test('on 07/5 the copy for signature is exported, and comes back signed', async () => {
      await setToday('2022-05-08')
      expect((await daysLeft())[4]).toBe(-1)
      await setToday('2022-05-07')
      expect((await daysLeft())[4]).toBe(0)
      signed = await story.bytes('/export.docx')
      const newest = (await story.versions()).find(({ kind }) => kind === 'export')
      version = must(newest, 'a version')
      expect(version.sha256).toBe(await story.fingerprint())
      for (const who of ['drafter1', 'reviewer', 'viewer'] as const)
        expect((await sign(who, signed)).status, who).toBe(403)
      expect((await sign('coordinator', altered())).status).toBe(422)
      expect((await story.progress()).stage).toBe('finalising')
      const open = [await story.page('coordinator'), await story.page('drafter1'), await story.page('viewer')]
      const answers = await Promise.all(Array.from({ length: 5 }, () => sign('coordinator', signed)))
      const statuses = answers.map((answer) => answer.status)
      expect(statuses.filter((each) => each === 204)).toHaveLength(1)
      expect(statuses.filter((each) => ![204, 403, 409, 429].includes(each))).toEqual([])
      for (const { raw } of open) expect((await raw.closed()).code).toBe(CLOSE.reportClosed)
    })

    test('the signed paper, its fingerprint and its version are on record', async () => {
      const { stage, signature, milestones, moves: made } = await story.read<Progress>('/progress')
      expect(stage).toBe('signed')
      expect(signature).toMatchObject({
        fileName: 'Báo cáo đã ký.docx',
        sha256: createHash('sha256').update(signed).digest('hex'),
        version: { id: version.id },
        by: { userId: story.people.coordinator.person.id },
      })
      expect(milestones.every(({ done }) => done)).toBe(true)
      expect(made.filter(({ to }) => to === 'signed')).toHaveLength(1)
      expect(await story.bytes('/signature', 'viewer')).toEqual(signed)
      const body = strFromU8(must(unzipSync(signed)['word/document.xml'], 'a body'))
      for (const words of [
        'Tiếp thu ý kiến hội nghị.',
        'Đến tháng 3/2022 có 45 đề tài.',
        'Đã mở 12 lớp tập huấn.',
      ])
        expect(body).toContain(words)
    })

    test('it is closed for everybody', async () => {
      for (const who of Object.values(story.people)) {
        const raw = await openRaw(`${story.server.syncUrl}/${story.id}`, { session: who })
        expect((await raw.closed()).code).toBe(CLOSE.reportClosed)
      }
      const anchor = { kind: 'section', sectionId: first(lead) }
      const asked = [
        ['PATCH', '', { stage: 'finalising', reason: 'Mở lại' }],
        ['PATCH', '', { settings: { today: null } }],
        ['PATCH', `/sections/${first(lead)}`, { status: 'drafting' }],
        ['POST', '/threads', { kind: 'opinion', anchor, text: 'Muộn.' }],
        ['POST', `/versions/${version.id}/restore`, {}],
      ] as const
      for (const [method, path, body] of asked)
        expect(await story.refusal('coordinator', method, path, body), path).toBe('403 report-signed')
    })

    /** The signed paper with another number in it. */
    function altered(): Uint8Array {
      const parts = unzipSync(signed)
      const body = strFromU8(must(parts['word/document.xml'], 'a body'))
      return zipSync({ ...parts, 'word/document.xml': strToU8(body.replace('12 lớp', '21 lớp')) })
    }

    test('years later a paper is told from a forgery, and so is the audit', async () => {
      const check = (name: string, bytes: Uint8Array) => {
        writeFileSync(join(folder, name), bytes)
        return cungSoan(story.server.dataDir, 'verify', join(folder, name))
      }
      const [real, forged, audit] = await Promise.all([
        check('that.docx', signed),
        check('gia.docx', altered()),
        cungSoan(story.server.dataDir, 'verify-audit'),
      ])
      expect(real.said).toContain('Đây chính là tệp đã ký của báo cáo.')
      expect(real.said).toContain(`Phiên bản: ${version.number}, “${version.name}”`)
      expect(real.said).toContain('Bước khi lưu: Hoàn chỉnh')
      expect(real.said).toContain('Duyệt từng phần: Người thamdinh (')
      expect(real.code).toBe(0)
      expect(forged.said).toContain('CHỮ ĐÃ BỊ SỬA.')
      expect(forged.said).toContain('21 lớp')
      expect(forged.code).toBe(3)
      expect(audit).toMatchObject({ code: 0, said: expect.stringContaining('còn nguyên vẹn') })
    })

    test('a backup of the running server, restored elsewhere, says all the same; one altered row of its audit is named', async () => {
      const backup = join(folder, 'sao-luu.sqlite')
      expect(await cungSoan(story.server.dataDir, 'backup', backup)).toMatchObject({ code: 0 })
      expect(await cungSoan(story.server.dataDir, 'verify', backup)).toMatchObject({ code: 0 })
      const elsewhere = mkdtempSync(join(folder, 'noi-khac-'))
      expect(await cungSoan(elsewhere, 'restore', backup)).toMatchObject({ code: 0 })
      const restored = await startServer({ dataDir: elsewhere })
      try {
        const here = await everythingOf(story.server, story.people.viewer.cookie)
        const { username } = story.people.viewer.person
        const again = await signIn(restored, username, story.people.viewer.password)
        expect(await everythingOf(restored, again.cookie)).toEqual(here)
        expect((await restored.terminate()).code).toBe(0)
        // Somebody rewrites who approved what.
        const row = onDatabase(restored, (db: DatabaseSync) => {
          const found = db.prepare("select max(seq) as seq from audit where action = 'stage-moved'").get()
          const seq = Number(found?.seq)
          db.prepare(`update audit set user_id = ? where seq = ?`).run(story.people.drafter2.person.id, seq)
          return seq
        })
        const audit = await cungSoan(elsewhere, 'verify-audit')
        expect(audit.said).toContain(`Dòng đầu tiên bị sửa: số ${row},`)
        expect(audit.code).toBe(1)
      } finally {
        await restored.stop()
      }
      expect(story.server.complaints()).toBe('')
    })

    async function everythingOf(server: Server, cookie: string): Promise<unknown> {
      const found: unknown[] = []
      const paths = [
        '/past?moment=now',
        '/progress',
        '/versions',
        '/attribution',
        '/provenance',
        '/threads?since=0',
      ]
      for (const path of [...paths, `/past?moment=${version.id}`, '/contributions']) {
        const answer = await request(`${server.origin}/api/reports/${story.id}${path}`, {
          headers: { cookie },
        })
        expect([path, answer.status]).toEqual([path, 200])
        found.push(answer.json())
      }
      return found
    }
  })
}

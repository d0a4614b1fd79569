import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { checkDocument } from '../../report/repair.ts'
import { FRAGMENT } from '../../report/schema/names.ts'
import { readSections } from '../../report/sections.ts'
import { startRig } from '../http/rig.ts'
import type { LoadedReport } from '../store/ports.ts'
import { DEMO_PASSWORD, prepareDemo } from './demo.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

test('the demo is a sound report, half written, by the people it says', async () => {
  let loaded: LoadedReport | undefined
  const rig = await startRig({
    env: { ADMIN_USERNAME: '', ADMIN_PASSWORD: '' },
    prepare: async (foundations) => {
      await prepareDemo(foundations)
      const [admin] = (await foundations.records.accounts()).filter((account) => account.admin)
      const [report] = await foundations.records.reportsOf(admin?.id ?? '', true)
      loaded = await foundations.log.load(report?.id ?? '')
    },
  })
  // quantri is an administrator: no link is needed that would make another.
  expect(rig.server.setupToken).toBeUndefined()

  const roles = new Map<string, string>()
  for (const username of ['dieuphoi', 'soanthao1', 'soanthao2', 'thamdinh', 'theodoi', 'quantri']) {
    const browser = rig.browser()
    expect((await browser.signIn({ username, password: DEMO_PASSWORD })).status).toBe(200)
    const [report] = (await (await browser.get('/api/reports')).json()) as { role: string; members: number }[]
    expect(report?.members).toBe(6)
    roles.set(username, report?.role ?? '')
  }
  expect(Object.fromEntries(roles)).toEqual({
    dieuphoi: 'coordinator',
    soanthao1: 'drafter',
    soanthao2: 'drafter',
    thamdinh: 'reviewer',
    theodoi: 'viewer',
    quantri: 'viewer',
  })

  const edits = loaded?.tail ?? []
  const doc = new Y.Doc()
  for (const { bytes } of edits) Y.applyUpdate(doc, bytes)
  expect(checkDocument(doc)).toEqual([])
  expect(doc.store.pendingStructs).toBeNull()
  const written = readSections(doc).filter(({ words }) => words > 0)
  expect(written).toHaveLength(8)
  const xml = JSON.stringify(doc.getXmlFragment(FRAGMENT))
  expect(xml).toBe(xml.normalize('NFC'))
  for (const node of ['<table', '<bulletlist', '<footnote']) expect(xml.toLowerCase()).toContain(node)

  expect(new Set(edits.map(({ userId }) => userId)).size).toBe(3)
  expect(loaded?.clientOwners.size).toBe(3)
  expect(loaded?.quarantined).toEqual([])
  expect(edits.map(({ at }) => at)).toEqual(edits.map(({ at }) => at).toSorted((a, b) => a - b))
  await rig.stop()
})

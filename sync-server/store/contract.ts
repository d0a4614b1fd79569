import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { must } from '../../report/must.ts'
import type { Edit, LoadedReport, UpdateLog } from './ports.ts'
import { REPORT_ROOT } from './verify-checkpoint.ts'

/** What the suite needs to know of an adapter. The reports `r1` and `r2` exist, empty, with epoch `e1`. */
export type LogUnderTest = {
  /** A log on the same storage; called twice, two processes' worth of connections. */
  open(): Promise<UpdateLog>
  /** Changes a stored byte behind the log's back, or removes the row. */
  damage(what: {
    readonly table: 'edit' | 'checkpoint'
    readonly reportId: string
    readonly seq: number
    readonly how: 'flip' | 'remove'
  }): Promise<void>
  /** Rows set aside so far. */
  quarantined(reportId: string): Promise<readonly number[]>
  /** Bytes of an edit's row, whether sound or not. */
  storedBytes(reportId: string, seq: number): Promise<Uint8Array | undefined>
  editedAt(reportId: string): Promise<number>
  /** A version of the report, of what it said after this edit. */
  addVersion(reportId: string, seq: number): Promise<void>
  /** Which checkpoints are kept. */
  checkpoints(reportId: string): Promise<readonly number[]>
  /** What the audit reads: the sections column of each edit, in order. */
  storedSections(reportId: string): Promise<readonly string[]>
  /**
   * A process of its own appends edits to `r1`, several at a time, and is killed in the middle of it. Answers the last
   * number it was told.
   */
  writeAndCrash(): Promise<number>
  remove(): Promise<void>
}

/** The acceptance suite of the UpdateLog port; every adapter passes it. */
export function updateLogContract(name: string, setup: () => Promise<LogUnderTest>): void {
  describe(`UpdateLog on ${name}`, () => {
    let under: LogUnderTest
    let log: UpdateLog
    const opened: UpdateLog[] = []
    const open = async () => {
      const another = await under.open()
      opened.push(another)
      return another
    }

    beforeEach(async () => {
      under = await setup()
      log = await open()
    })
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((each) => each.stop()))
      await under.remove()
    })

    it('knows no report that was never created', async () => {
      expect(await log.load('nothing')).toBeUndefined()
    })

    it('gives back what was appended, in order, numbered without gaps', async () => {
      const written = typing(5)
      expect(await log.append(written.slice(0, 3))).toEqual(new Map([['r1', 3]]))
      expect(await log.append(written.slice(3))).toEqual(new Map([['r1', 5]]))
      const loaded = await load(log)
      expect(loaded).toMatchObject({ epoch: 'e1', headSeq: 5, checkpoint: undefined, quarantined: [] })
      expect(loaded.tail.map((edit) => edit.seq)).toEqual([1, 2, 3, 4, 5])
      expect(loaded.tail.map((edit) => [...edit.bytes])).toEqual(written.map((edit) => [...edit.bytes]))
      expect(loaded.tail[0]).toMatchObject({ reportId: 'r1', userId: 'u1', connection: 'c1', at: 1_000 })
    })

    it('numbers each report by itself, also within one batch', async () => {
      const heads = await log.append([edit('r1', 1), edit('r2', 2), edit('r1', 3)])
      expect(heads).toEqual(
        new Map([
          ['r1', 2],
          ['r2', 1],
        ]),
      )
      expect((await load(log, 'r1')).tail.map((each) => each.bytes[0])).toEqual([1, 3])
      expect((await load(log, 'r2')).tail.map((each) => each.bytes[0])).toEqual([2])
    })

    it('writes a batch whole or not at all', async () => {
      await log.append([edit('r1', 1)])
      await expect(log.append([edit('r1', 2), edit('nothing', 3), edit('r2', 4)])).rejects.toThrow('nothing')
      expect((await load(log, 'r1')).headSeq).toBe(1)
      expect((await load(log, 'r2')).headSeq).toBe(0)
      expect(await log.append([edit('r1', 5)])).toEqual(new Map([['r1', 2]]))
    })

    it('takes an empty batch for what it is', async () => {
      expect(await log.append([])).toEqual(new Map())
    })

    it('loses and doubles no number when many append at once over two connections', async () => {
      const other = await open()
      const appends = Array.from({ length: 60 }, (_, index) =>
        (index % 2 ? log : other).append([edit('r1', index), edit(index % 3 ? 'r1' : 'r2', index)]),
      )
      await Promise.all(appends)
      const seqs = (await load(other)).tail.map((each) => each.seq)
      expect(seqs).toEqual(seqs.map((_, index) => index + 1))
      expect(seqs.length + (await load(log, 'r2')).tail.length).toBe(120)
    })

    it('shows one connection what another appended', async () => {
      const other = await open()
      await log.append([edit('r1', 1)])
      expect((await load(other)).headSeq).toBe(1)
      expect((await other.readSince('r1', 0)).map((each) => each.seq)).toEqual([1])
    })

    it('still has everything after it was stopped and opened again', async () => {
      await log.append(typing(3))
      await log.stop()
      expect((await load(await open())).tail).toHaveLength(3)
    })

    it('answers what was asked before it was stopped', async () => {
      const appended = log.append([edit('r1', 1)])
      await log.stop()
      expect(await appended).toEqual(new Map([['r1', 1]]))
      await expect(log.append([edit('r1', 2)])).rejects.toThrow()
    })

    it('has everything it ever confirmed after a crash', async () => {
      const confirmed = await under.writeAndCrash()
      expect(confirmed).toBeGreaterThan(0)
      const loaded = await load(log)
      expect(loaded.headSeq).toBeGreaterThanOrEqual(confirmed)
      expect(loaded.tail).toHaveLength(loaded.headSeq)
      expect(loaded.quarantined).toEqual([])
      expect(await log.append([edit('r1', 9)])).toEqual(new Map([['r1', loaded.headSeq + 1]]))
    }, 30_000)

    it('reads what came after a number', async () => {
      await log.append(typing(6))
      expect((await log.readSince('r1', 4)).map((each) => each.seq)).toEqual([5, 6])
      expect(await log.readSince('r1', 6)).toEqual([])
      expect(await log.readSince('nothing', 0)).toEqual([])
    })

    it('keeps 8 MiB in one edit', async () => {
      const large = edit('r1', new Uint8Array(8 * 1024 * 1024).fill(7))
      await log.append([edit('r1', 1), large])
      expect((await load(log)).tail[1]?.bytes.length).toBe(large.bytes.length)
    })

    it('keeps exactly the bytes of a view into something larger', async () => {
      const around = new Uint8Array([9, 9, 1, 2, 3, 9])
      await log.append([edit('r1', around.subarray(2, 5))])
      expect([...must((await load(log)).tail[0], 'an edit').bytes]).toEqual([1, 2, 3])
    })

    it('remembers when the report was last edited, whatever the order of the clocks', async () => {
      await log.append([{ ...edit('r1', 1), at: 5_000 }, edit('r1', 2)])
      await log.append([{ ...edit('r1', 3), at: 4_000 }])
      expect(await under.editedAt('r1')).toBe(5_000)
    })

    it('keeps with each edit the sections it writes in, to be found by one id', async () => {
      await log.append([
        { ...edit('r1', 1), sections: ['s1', 'preamble'] },
        edit('r1', 2),
        { ...edit('r1', 3), sections: ['s11'] },
      ])
      expect(await under.storedSections('r1')).toEqual([',s1,preamble,', '', ',s11,'])
    })

    describe('owners of client ids', () => {
      it('are stored with the edit that first used the id', async () => {
        await log.append([{ ...edit('r1', 1), newClients: [11, 4_294_967_295] }])
        await log.append([{ ...edit('r1', 2), userId: 'u2', newClients: [12] }])
        expect((await load(log)).clientOwners).toEqual(
          new Map([
            [11, 'u1'],
            [4_294_967_295, 'u1'],
            [12, 'u2'],
          ]),
        )
        expect((await load(log, 'r2')).clientOwners.size).toBe(0)
      })

      it('do not change hands: the whole batch is refused', async () => {
        await log.append([{ ...edit('r1', 1), newClients: [11] }])
        await log.append([{ ...edit('r1', 2), newClients: [11] }])
        await expect(log.append([{ ...edit('r1', 3), userId: 'u2', newClients: [11] }])).rejects.toThrow('11')
        expect((await load(log)).headSeq).toBe(2)
      })
    })

    describe('what a report said', () => {
      const at = async (seq: number | 'newest') => must(await log.loadAt('r1', seq), `the report at ${seq}`)

      it('is the same with and without checkpoints, at every edit', async () => {
        const written = typing(12).map((each, index) => ({ ...each, at: 1_000 + index }))
        await log.append(written)
        const plain = await Promise.all(written.map((_, index) => at(index + 1)))
        for (const seq of [3, 7, 9]) await log.saveCheckpoint(checkpoint(written, seq))
        for (const [index, before] of plain.entries()) {
          const seq = index + 1
          const after = await at(seq)
          expect(textOf(after)).toBe(textOf(before))
          expect(textOf(after)).toBe(textAfter(written, seq))
          expect({ seq: after.seq, editedAt: after.editedAt }).toEqual({ seq, editedAt: 1_000 + index })
          expect(after.checkpoint?.seq).toBe([9, 7, 3].find((saved) => saved <= seq))
          expect(after.tail.map((each) => each.seq)).toEqual(
            plain[11]?.tail.slice(after.checkpoint?.seq ?? 0, seq).map((each) => each.seq),
          )
        }
        expect(textOf(await at('newest'))).toBe(textAfter(written, 12))
      })

      it('is replayed from the start when all checkpoints are younger', async () => {
        const written = typing(10)
        await log.append(written)
        for (const seq of [5, 6, 7, 8, 9]) await log.saveCheckpoint(checkpoint(written, seq))
        const past = await at(2)
        expect(past.checkpoint).toBeUndefined()
        expect(past.tail.map((each) => [...each.bytes])).toEqual(
          written.slice(0, 2).map((each) => [...each.bytes]),
        )
        expect(textOf(past)).toBe(textAfter(written, 2))
      })

      it('is nothing for a report that is not there or has not come that far', async () => {
        await log.append(typing(2))
        expect(await log.loadAt('nothing', 'newest')).toBeUndefined()
        expect(await log.loadAt('r1', 3)).toBeUndefined()
        expect(await log.loadAt('r1', -1)).toBeUndefined()
        expect(await log.loadAt('r2', 'newest')).toEqual({
          seq: 0,
          editedAt: 0,
          checkpoint: undefined,
          tail: [],
        })
      })

      it('passes over what is damaged, as loading does, and a damaged checkpoint', async () => {
        const written = typing(8)
        await log.append(written)
        for (const seq of [2, 4]) await log.saveCheckpoint(checkpoint(written, seq))
        await under.damage({ table: 'checkpoint', reportId: 'r1', seq: 4, how: 'flip' })
        expect((await at(6)).checkpoint?.seq).toBe(2)
        expect(textOf(await at(6))).toBe(textAfter(written, 6))
        await under.damage({ table: 'edit', reportId: 'r1', seq: 5, how: 'flip' })
        expect((await at(6)).tail.map((each) => each.seq)).toEqual([3, 4, 6])
        expect(await under.quarantined('r1')).toEqual([4, 5])
        // What came later is nothing to what was before.
        expect((await at(3)).tail.map((each) => each.seq)).toEqual([3])
      })
    })

    describe('damaged rows', () => {
      it.each(['flip', 'remove'] as const)('are set aside and never applied (%s)', async (how) => {
        await log.append(typing(4))
        await under.damage({ table: 'edit', reportId: 'r1', seq: 2, how })
        const loaded = await load(log)
        expect(loaded.tail.map((each) => each.seq)).toEqual([1, 3, 4])
        expect(loaded.quarantined.map((row) => row.seq)).toEqual([2])
        expect(await under.quarantined('r1')).toEqual([2])
        expect((await log.readSince('r1', 0)).map((each) => each.seq)).toEqual([1, 3, 4])
        // Still there for a person to look at.
        if (how === 'flip') expect(await under.storedBytes('r1', 2)).toBeDefined()
        expect((await load(log)).quarantined).toHaveLength(1)
      })

      it('at the end are noticed too', async () => {
        await log.append(typing(3))
        await under.damage({ table: 'edit', reportId: 'r1', seq: 3, how: 'remove' })
        expect((await load(log)).quarantined.map((row) => row.seq)).toEqual([3])
        expect(await log.append([edit('r1', 1)])).toEqual(new Map([['r1', 4]]))
      })

      it('keep later checkpoints from making the loss final', async () => {
        const written = typing(4)
        await log.append(written)
        await under.damage({ table: 'edit', reportId: 'r1', seq: 2, how: 'flip' })
        await log.saveCheckpoint(checkpoint(written, 4))
        expect((await load(log)).checkpoint).toBeUndefined()
      })
    })

    describe('checkpoints', () => {
      it('shorten what is loaded, not what is kept', async () => {
        const written = typing(6)
        await log.append(written)
        await log.saveCheckpoint(checkpoint(written, 4))
        const loaded = await load(log)
        expect(loaded.checkpoint?.seq).toBe(4)
        expect(loaded.tail.map((each) => each.seq)).toEqual([5, 6])
        expect(textOf(loaded)).toBe(
          textOf({ ...loaded, checkpoint: undefined, tail: await log.readSince('r1', 0) }),
        )
        expect(await log.readSince('r1', 0)).toHaveLength(6)
      })

      it('of an older state than the newest are ignored', async () => {
        const written = typing(6)
        await log.append(written)
        await log.saveCheckpoint(checkpoint(written, 5))
        await log.saveCheckpoint(checkpoint(written, 3))
        expect((await load(log)).checkpoint?.seq).toBe(5)
      })

      it('that say something else than the log are refused', async () => {
        const written = typing(6)
        await log.append(written)
        const tooLittle = { ...checkpoint(written, 3), seq: 5 }
        await expect(log.saveCheckpoint(tooLittle)).rejects.toThrow('refused')
        await expect(log.saveCheckpoint({ ...checkpoint(written, 3), seq: 9 })).rejects.toThrow('beyond')
        const garbage = { ...checkpoint(written, 5), state: new Uint8Array([1, 2, 3]) }
        await expect(log.saveCheckpoint(garbage)).rejects.toThrow()
        await expect(log.saveCheckpoint({ ...checkpoint(written, 3), reportId: 'nothing' })).rejects.toThrow()
        expect((await load(log)).checkpoint).toBeUndefined()
      })

      it('when damaged give way to an older one, and then to the whole log', async () => {
        const written = typing(8)
        await log.append(written)
        await log.saveCheckpoint(checkpoint(written, 3))
        await log.saveCheckpoint(checkpoint(written, 6))
        const before = textOf(await load(log))
        await under.damage({ table: 'checkpoint', reportId: 'r1', seq: 6, how: 'flip' })
        expect((await load(log)).checkpoint?.seq).toBe(3)
        expect(textOf(await load(log))).toBe(before)
        await under.damage({ table: 'checkpoint', reportId: 'r1', seq: 3, how: 'flip' })
        const loaded = await load(log)
        expect(loaded.checkpoint).toBeUndefined()
        expect(loaded.tail).toHaveLength(8)
        expect(textOf(loaded)).toBe(before)
        expect(loaded.quarantined.map((row) => row.seq)).toEqual([6, 3])
      })

      it('that versions begin from are kept, and of the others the newest three', async () => {
        const written = typing(20)
        await log.append(written)
        // Of a report younger than its first checkpoint, too: it has none to begin from.
        await under.addVersion('r1', 1)
        for (const seq of [2, 4]) await log.saveCheckpoint(checkpoint(written, seq))
        await under.addVersion('r1', 5)
        for (const seq of [6, 8, 10]) await log.saveCheckpoint(checkpoint(written, seq))
        await under.addVersion('r1', 8)
        await under.addVersion('r1', 9)
        for (const seq of [12, 14, 16, 18]) await log.saveCheckpoint(checkpoint(written, seq))
        expect(await under.checkpoints('r1')).toEqual([4, 8, 14, 16, 18])
      })

      it('are written while others append', async () => {
        const written = typing(30)
        const [first, ...rest] = written
        await log.append([must(first, 'an edit')])
        const saved = log.saveCheckpoint(checkpoint(written, 1))
        await Promise.all([saved, ...rest.map((each) => log.append([each]))])
        expect((await load(log)).tail).toHaveLength(29)
      })
    })
  })
}

async function load(log: UpdateLog, reportId = 'r1'): Promise<LoadedReport> {
  return must(await log.load(reportId), `the report ${reportId}`)
}

function edit(reportId: string, bytes: number | Uint8Array): Edit {
  return {
    reportId,
    userId: 'u1',
    connection: 'c1',
    at: 1_000,
    bytes: typeof bytes === 'number' ? new Uint8Array([bytes]) : bytes,
    newClients: [],
    sections: [],
  }
}

/** Edits of one person who types `count` paragraphs. */
function typing(count: number): Edit[] {
  const doc = new Y.Doc()
  const edits: Edit[] = []
  doc.on('update', (update: Uint8Array) => edits.push(edit('r1', update)))
  for (let index = 0; index < count; index++) {
    doc.getXmlFragment(REPORT_ROOT).insert(index, [new Y.XmlText(`Đoạn ${index}. `)])
  }
  return edits
}

function checkpoint(edits: readonly Edit[], seq: number) {
  const doc = new Y.Doc()
  for (const { bytes } of edits.slice(0, seq)) Y.applyUpdate(doc, bytes)
  return { reportId: 'r1', seq, state: Y.encodeStateAsUpdate(doc), at: 2_000 }
}

function textAfter(edits: readonly Edit[], seq: number): string {
  const doc = new Y.Doc()
  for (const { bytes } of edits.slice(0, seq)) Y.applyUpdate(doc, bytes)
  return doc.getXmlFragment(REPORT_ROOT).toJSON()
}

function textOf({ checkpoint, tail }: Pick<LoadedReport, 'checkpoint' | 'tail'>): string {
  const doc = new Y.Doc()
  if (checkpoint) Y.applyUpdate(doc, checkpoint.state)
  for (const { bytes } of tail) Y.applyUpdate(doc, bytes)
  return doc.getXmlFragment(REPORT_ROOT).toJSON()
}

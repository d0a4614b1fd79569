import { afterEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { createReportDoc } from '../../report/report-doc.ts'
import { newReport } from '../http/reports.ts'
import { shippedPlan } from '../http/plan-source.ts'
import { createPress, type Press, type PressOptions, type Print } from './press.ts'
import type { PaperJob, RegisterOrder, Supplies } from './products.ts'

vi.setConfig({ testTimeout: 60_000 })

const presses: Press[] = []
afterEach(() => Promise.all(presses.splice(0).map((press) => press.stop())))
function open(options?: PressOptions): Press {
  const press = createPress(options)
  presses.push(press)
  return press
}

const print = (press: Press, order: RegisterOrder, userId: string) =>
  press.turn({ userId }, (print) => print('register', order))
const order: RegisterOrder = {
  report: {
    title: 'Trống',
    preamble: {
      officeId: null,
      officeIds: [],
      status: 'drafting',
      locked: false,
      due: null,
      openThreads: 0,
    },
    sections: [],
  },
  offices: new Map(),
  threads: [],
  query: {},
  at: 0,
}

describe('the queue', () => {
  test('takes three of one person, ten of all, and goes on afterwards', async () => {
    const press = open()
    const answers = await Promise.all(
      Array.from({ length: 14 }, (_, index) =>
        print(press, order, index < 4 ? 'an' : `p${index}`).then(
          () => 'printed',
          (error: unknown) => (error as { code: string }).code,
        ),
      ),
    )
    const busy = 'too-many-requests'
    expect(answers).toEqual([
      ...Array(3).fill('printed'),
      busy,
      ...Array(7).fill('printed'),
      ...Array(3).fill(busy),
    ])
    expect((await print(press, order, 'an')).length).toBeGreaterThan(1_000)
    await press.stop()
  })

  test('has what nobody waits for after everybody who does, and in nobody’s place', async () => {
    const press = open()
    const begun: string[] = []
    const gate = Promise.withResolvers<void>()
    const ask = (userId: string, patient = false) =>
      press.turn({ userId, patient }, async () => {
        begun.push(userId)
        await gate.promise
      })
    const all = [ask('first'), ask('server', true), ask('an'), ask('server', true), ask('binh')]
    for (let index = 0; index < 7; index += 1) all.push(ask(`p${index}`))
    await expect(ask('late')).rejects.toMatchObject({ code: 'too-many-requests' })
    gate.resolve()
    await Promise.all(all)
    expect(begun.slice(0, 3)).toEqual(['first', 'an', 'binh'])
    expect(begun.slice(-2)).toEqual(['server', 'server'])
    await press.stop()
  })

  test('fails what it cannot make, and makes the next', async () => {
    const press = open()
    const broken = { ...order, threads: [{}] } as unknown as RegisterOrder
    await expect(print(press, broken, 'an')).rejects.toThrow()
    expect((await print(press, order, 'an')).length).toBeGreaterThan(1_000)
    await press.stop()
  })

  test('stops with what is being made and what waits', async () => {
    const press = open()
    const both = Promise.allSettled([print(press, order, 'an'), print(press, order, 'binh')])
    await press.stop()
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await expect(print(press, order, 'an')).rejects.toThrow('stops')
  })

  test('lets whoever goes away leave at once: from the queue, while gathering, and from the thread', async () => {
    const press = open()
    const gathered = Promise.withResolvers<RegisterOrder>()
    const [first, second] = [new AbortController(), new AbortController()]
    const gathering = press.turn({ userId: 'an', signal: first.signal }, async (print) =>
      print('register', await gathered.promise),
    )
    const waiting = press.turn({ userId: 'binh', signal: second.signal }, (print) => print('register', order))
    const last = press.turn({ userId: 'chi' }, (print) => print('register', order))
    second.abort(new Error('gone'))
    await expect(waiting).rejects.toThrow('gone')
    first.abort(new Error('gone, too'))
    await expect(gathering).rejects.toThrow('gone, too')
    // Their place is free only when they have let go of it: no two work at once.
    gathered.resolve(order)
    expect((await last).length).toBeGreaterThan(1_000)

    const third = new AbortController()
    const making = press.turn({ userId: 'an', signal: third.signal }, (print) => {
      const made = print(
        'facts',
        { text: textOf(1), mayBlock: true },
        hanging(() => third.abort(new Error('gone again'))),
      )
      return made
    })
    await expect(making).rejects.toThrow('gone again')
    expect((await print(press, order, 'an')).length).toBeGreaterThan(1_000)
    await expect(
      press.turn({ userId: 'an', signal: third.signal }, () => Promise.resolve(1)),
    ).rejects.toThrow()
  })

  test('goes on after what takes too long, and after a supply that fails', async () => {
    const slow = open({ longestMs: 50 })
    const facts = { text: textOf(1), mayBlock: true }
    const late = slow.turn({ userId: 'an' }, (print) => print('facts', facts, hanging()))
    await expect(late).rejects.toThrow('export-too-slow')
    const press = open()
    const failing = { ...hanging(), threads: () => Promise.reject(new Error('the disk is away')) }
    const failed = press.turn({ userId: 'an' }, (print) =>
      print('facts', { ...facts, text: textOf(1) }, failing),
    )
    await expect(failed).rejects.toMatchObject({
      code: 'export-failed',
      cause: { message: expect.stringContaining('away') },
    })
    expect((await print(press, order, 'an')).length).toBeGreaterThan(1_000)
  })

  test('goes on when the thread that was ready has ended', async () => {
    const press = open({ readyMs: 1 })
    press.warm()
    press.warm()
    expect((await print(press, order, 'an')).length).toBeGreaterThan(1_000)
    expect((await print(press, order, 'an')).length).toBeGreaterThan(1_000)
  })
})

describe('a paper', () => {
  const none: Supplies = {
    threads: () => Promise.resolve({ threads: [], rev: 0, more: false }),
    picture: () => Promise.resolve(undefined),
  }
  const made = async (print: Print, change: Partial<PaperJob> = {}) => {
    const result = await print('paper', job(change), none)
    if (result.type !== 'made') throw new Error(result.type)
    return result
  }

  test('is the same bytes from a new thread, a used one, and another kind of work in between', async () => {
    const [one, other] = [open(), open()]
    const first = await one.turn({ userId: 'an' }, (print) => made(print))
    await print(one, order, 'an')
    const long = await one.turn({ userId: 'an' }, (print) => made(print, { toc: true, text: textOf(60) }))
    const again = await one.turn({ userId: 'an' }, (print) => made(print))
    const fresh = await other.turn({ userId: 'an' }, (print) => made(print))
    expect(Buffer.from(again.bytes).equals(first.bytes)).toBe(true)
    expect(Buffer.from(fresh.bytes).equals(first.bytes)).toBe(true)
    expect(again.fileSha256).toBe(first.fileSha256)
    expect(long.words).toBeGreaterThan(first.words)
  })

  test('has the id of the version that says the same, or of the one to be made', async () => {
    const press = open()
    const version = (sha256: string) => ({ type: 'new', id: 'moi', candidate: { id: 'cu', sha256 } }) as const
    const { sha256 } = await press.turn({ userId: 'an' }, (print) => made(print))
    const ids = [sha256, 'khac'].map((hash) =>
      press.turn(
        { userId: 'an' },
        async (print) => (await made(print, { version: version(hash) })).versionId,
      ),
    )
    expect(await Promise.all(ids)).toEqual(['cu', 'moi'])
  })
})

/** Supplies that never come. */
function hanging(onAsked: () => void = () => {}): Supplies {
  const never = () => {
    onAsked()
    return new Promise<never>(() => {})
  }
  return { threads: never, picture: never }
}

const { report, seed } = newReport(
  { text: shippedPlan(), title: 'Báo cáo', blankIfMissing: false },
  'ai-do',
  1_000,
)

/** The shipped plan's report with so many paragraphs in its opening. */
function textOf(paragraphs: number): PaperJob['text'] {
  const doc = createReportDoc()
  doc.clientID = 7
  Y.applyUpdate(doc, seed)
  const preamble = doc.getXmlFragment('report').get(0) as Y.XmlElement
  for (let index = 0; index < paragraphs; index += 1) {
    const paragraph = new Y.XmlElement('paragraph')
    paragraph.insert(0, [new Y.XmlText(`Câu số ${index} của báo cáo.`)])
    preamble.push([paragraph])
  }
  return { seq: 2, editedAt: 2_000, updates: [Y.encodeStateAsUpdate(doc)] }
}

function job(change: Partial<PaperJob>): PaperJob {
  return {
    text: textOf(3),
    mayBlock: false,
    reportId: 'r1',
    title: report.title,
    head: report.head,
    profile: 'hd36-2018',
    review: false,
    forSignature: false,
    draft: { number: 1, day: '2022-04-08' },
    section: undefined,
    toc: false,
    version: { type: 'none' },
    ...change,
  }
}

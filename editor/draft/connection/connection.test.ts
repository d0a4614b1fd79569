import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import * as Y from 'yjs'
import { CLOSE } from '../../../report/wire/close-codes.ts'
import { SCHEMA_VERSION } from '../../../report/wire/version.ts'
import type { Observable } from './cell.ts'
import { type ReportConnection, connectReport } from './connection.ts'
import { type TestRoom, createTestRoom, step2, updateFrame } from './test-room.ts'

const user = { id: 'u1', name: 'Người soạn 1', office: 'BTG', color: '#1a5fb4' }

let room: TestRoom
let server: WebSocketServer
let serverUrl: string
let connections: ReportConnection[] = []

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory()
  await openServer()
})
afterEach(async () => {
  await Promise.all(connections.map((connection) => connection.stop()))
  connections = []
  await closeServer()
})

async function openServer(port = 0) {
  room ??= createTestRoom()
  server = new WebSocketServer({ port, host: '127.0.0.1' })
  server.on('connection', (socket, request) => {
    const line = room.enter({
      url: request.url ?? '',
      send: (frame) => socket.send(frame),
      close: (code) => socket.close(code),
      cut: () => socket.terminate(),
    })
    socket.on('message', (data) => line.receive(new Uint8Array(data as Buffer)))
    socket.on('close', () => line.leave())
  })
  await new Promise((resolve) => server.once('listening', resolve))
  serverUrl = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/sync`
}

async function closeServer() {
  for (const client of server.clients) client.terminate()
  await new Promise((resolve) => server.close(resolve))
}

beforeEach(() => {
  room = createTestRoom()
})

function open(options: Partial<Parameters<typeof connectReport>[0]> = {}) {
  const connection = connectReport({
    reportId: 'r1',
    user,
    epoch: 'e1',
    serverUrl,
    ...options,
    pace: { reconnect: () => 20, remote: 5, presence: 5, ...options.pace },
  })
  connections.push(connection)
  return connection
}

function text(doc: Y.Doc) {
  return doc.getText('t')
}

function type(connection: ReportConnection, words: string) {
  text(connection.doc).insert(text(connection.doc).length, words)
}

async function becomes<T>(observable: Observable<T>, expected: unknown) {
  await vi.waitFor(() => expect(observable.get()).toEqual(expected), { timeout: 3000, interval: 5 })
}

async function eventually(check: () => void) {
  await vi.waitFor(check, { timeout: 3000, interval: 5 })
}

async function openReady(options: Partial<Parameters<typeof connectReport>[0]> = {}) {
  const connection = open(options)
  await becomes(connection.ready, 'ready')
  return connection
}

describe('opening', () => {
  test('sends the wire, schema and epoch it knows', async () => {
    await openReady()
    expect(room.urls).toEqual([`/sync/r1?v=1&s=${SCHEMA_VERSION}&e=e1`])
  })

  test('is ready only when the text is there', async () => {
    text(room.doc).insert(0, 'đã có')
    const connection = await openReady()
    expect(text(connection.doc).toJSON()).toBe('đã có')
    await becomes(connection.save, { state: 'saved' })
  })

  test('says which refusal closed the door, and does not knock again', async () => {
    const connection = open()
    await eventually(() => expect(room.lines.size).toBe(1))
    room.closeAll(CLOSE.noSuchReport)
    await becomes(connection.ready, { refused: CLOSE.noSuchReport })
    expect(room.urls).toHaveLength(1)
  })

  test('a viewer, whose state is never asked for, is ready too', async () => {
    room.asks = false
    const connection = await openReady()
    expect(connection.save.get()).toEqual({ state: 'saved' })
  })
})

describe('the save state never lies', () => {
  test('an edit is saved when its frame is acknowledged, not before', async () => {
    const connection = await openReady()
    await becomes(connection.save, { state: 'saved' })
    room.acknowledges = false
    type(connection, 'Chương trình hành động')
    expect(connection.save.get()).toEqual({ state: 'saving', pending: 1 })
    await eventually(() => expect(text(room.doc).toJSON()).toBe('Chương trình hành động'))
    expect(connection.save.get()).toEqual({ state: 'saving', pending: 1 })
    room.acknowledge()
    await becomes(connection.save, { state: 'saved' })
  })

  test('a deletion alone is pending as well', async () => {
    text(room.doc).insert(0, 'thừa')
    const connection = await openReady()
    await becomes(connection.save, { state: 'saved' })
    room.acknowledges = false
    text(connection.doc).delete(0, 4)
    expect(connection.save.get()).toEqual({ state: 'saving', pending: 1 })
    await eventually(() => expect(text(room.doc).toJSON()).toBe(''))
    room.acknowledge()
    await becomes(connection.save, { state: 'saved' })
  })

  test('an acknowledgement that the cut line swallowed comes after reconnecting', async () => {
    const connection = await openReady()
    room.acknowledges = false
    type(connection, 'một')
    await eventually(() => expect(text(room.doc).toJSON()).toBe('một'))
    room.cutAll()
    await becomes(connection.save, { state: 'offline', pending: 1 })
    room.acknowledges = true
    await becomes(connection.save, { state: 'saved' })
    expect(text(room.doc).toJSON()).toBe('một')
  })

  test('while the server is away it counts what a person would call changes, and sends them later', async () => {
    const connection = await openReady()
    await becomes(connection.save, { state: 'saved' })
    const port = (server.address() as AddressInfo).port
    await closeServer()
    await becomes(connection.save, { state: 'offline', pending: 0 })
    for (const letter of 'không mất chữ nào') type(connection, letter)
    expect(connection.save.get()).toEqual({ state: 'offline', pending: 1 })
    await openServer(port)
    await becomes(connection.save, { state: 'saved' })
    expect(text(room.doc).toJSON()).toBe('không mất chữ nào')
  })

  test('a full disk is a failure until a commit succeeds', async () => {
    const connection = await openReady({ pace: { reconnect: () => 100 } })
    room.acknowledges = false
    type(connection, 'x')
    await eventually(() => expect(text(room.doc).toJSON()).toBe('x'))
    room.closeAll(CLOSE.storage)
    await becomes(connection.save, { state: 'failed', reason: CLOSE.storage, pending: 1 })
    room.acknowledges = true
    await becomes(connection.save, { state: 'saved' })
  })

  test('closed for good with edits pending is a failure, and the text can be read', async () => {
    const connection = await openReady()
    room.acknowledges = false
    type(connection, 'câu cuối')
    await eventually(() => expect(text(room.doc).toJSON()).toBe('câu cuối'))
    room.closeAll(CLOSE.reportClosed)
    await becomes(connection.save, { state: 'failed', reason: CLOSE.reportClosed, pending: 1 })
    expect(connection.ready.get()).toEqual({ refused: CLOSE.reportClosed })
    expect(connection.unsentText()).toBe('câu cuối')
  })

  test('after signing in again, what waited is sent', async () => {
    const connection = await openReady()
    room.closeAll(CLOSE.notSignedIn)
    await becomes(connection.ready, { refused: CLOSE.notSignedIn })
    type(connection, 'giữ hộ')
    expect(connection.save.get()).toEqual({ state: 'failed', reason: CLOSE.notSignedIn, pending: 1 })
    connection.retry()
    await becomes(connection.save, { state: 'saved' })
    expect(connection.ready.get()).toBe('ready')
    expect(text(room.doc).toJSON()).toBe('giữ hộ')
  })
})

describe('a refused edit', () => {
  test('keeps its text, is never sent again, and takes later edits with it', async () => {
    const connection = await openReady()
    await becomes(connection.save, { state: 'saved' })
    room.refuses = 'report-full'
    type(connection, 'Câu bị từ chối')
    await becomes(connection.save, { state: 'failed', reason: 'report-full', pending: 1 })
    expect(connection.ready.get()).toEqual({ refused: 'report-full' })
    type(connection, ' và câu sau')
    expect(connection.kept.list.get().map((kept) => kept.text)).toEqual(['Câu bị từ chối', ' và câu sau'])
    await connection.stop()

    room.refuses = undefined
    const again = await openReady()
    await becomes(again.save, { state: 'saved' })
    expect(text(again.doc).toJSON()).toBe('')
    const rescued = again.kept.list.get()
    expect(rescued.map((kept) => [kept.reason, kept.text])).toEqual([
      ['report-full', 'Câu bị từ chối'],
      ['report-full', ' và câu sau'],
    ])
    await again.kept.forget(rescued.map((kept) => kept.id))
    expect(again.kept.list.get()).toEqual([])
  })

  test('does not take with it what the server had acknowledged before', async () => {
    const connection = await openReady()
    type(connection, 'nhận')
    await becomes(connection.save, { state: 'saved' })
    room.refuses = 'no-access'
    type(connection, 'từ chối')
    await eventually(() => expect(connection.kept.list.get().map((kept) => kept.text)).toEqual(['từ chối']))
    expect(text(room.doc).toJSON()).toBe('nhận')
  })

  test('a frame the server cannot read does not lock its author out for ever', async () => {
    const connection = await openReady()
    room.acknowledges = false
    type(connection, 'khó đọc')
    await eventually(() => expect(text(room.doc).toJSON()).toBe('khó đọc'))
    room.closeAll(CLOSE.badData)
    await becomes(connection.save, { state: 'failed', reason: CLOSE.badData, pending: 1 })
    await connection.stop()
    room.acknowledges = true
    const before = room.updates.length
    const again = await openReady()
    await becomes(again.save, { state: 'saved' })
    expect(room.updates.slice(before).every((update) => update.length === 2)).toBe(true)
    expect(again.kept.list.get().map((kept) => kept.text)).toEqual(['khó đọc'])
  })
})

describe('the journal', () => {
  test('brings what was typed offline to the server after the browser was closed', async () => {
    const connection = await openReady()
    await becomes(connection.save, { state: 'saved' })
    const port = (server.address() as AddressInfo).port
    await closeServer()
    await becomes(connection.save, { state: 'offline', pending: 0 })
    for (const letter of 'viết khi mất mạng') type(connection, letter)
    await becomes(connection.unkept, false)
    await connection.stop()

    await openServer(port)
    const again = await openReady()
    expect(text(again.doc).toJSON()).toBe('viết khi mất mạng')
    await becomes(again.save, { state: 'saved' })
    expect(text(room.doc).toJSON()).toBe('viết khi mất mạng')
    const third = await openReady()
    await becomes(third.save, { state: 'saved' })
    expect(text(room.doc).toJSON()).toBe('viết khi mất mạng')
  })

  test('raises nothing of another epoch: it is kept to be read', async () => {
    const connection = await openReady()
    room.acknowledges = false
    type(connection, 'bản cũ')
    await becomes(connection.unkept, false)
    room.closeAll(CLOSE.epochChanged)
    await becomes(connection.ready, { refused: CLOSE.epochChanged })
    await connection.stop()

    room = createTestRoom()
    const again = await openReady({ epoch: 'e2' })
    await becomes(again.save, { state: 'saved' })
    expect(text(room.doc).toJSON()).toBe('')
    expect(again.kept.list.get().map((kept) => [kept.reason, kept.text])).toEqual([['epoch', 'bản cũ']])
  })

  test('is of one person: another on the same machine neither sends nor sees it', async () => {
    const connection = await openReady()
    room.acknowledges = false
    type(connection, 'của tôi')
    await becomes(connection.unkept, false)
    room.cutAll()
    await connection.stop()
    room = createTestRoom()
    const other = await openReady({ user: { ...user, id: 'u2' } })
    await becomes(other.save, { state: 'saved' })
    expect(text(room.doc).toJSON()).toBe('')
    expect(other.kept.list.get()).toEqual([])
  })

  test('a browser that keeps nothing says so, and the page may not be left unasked', async () => {
    globalThis.indexedDB = undefined as unknown as IDBFactory
    const connection = await openReady()
    await becomes(connection.journal, 'off')
    room.acknowledges = false
    type(connection, 'chỉ trong bộ nhớ')
    expect(connection.unkept.get()).toBe(true)
    await eventually(() => expect(text(room.doc).toJSON()).toBe('chỉ trong bộ nhớ'))
    expect(connection.unkept.get()).toBe(true)
    room.acknowledge()
    await becomes(connection.save, { state: 'saved' })
    expect(connection.unkept.get()).toBe(false)
  })

  test('two tabs of one person: what the first could not send arrives once', async () => {
    const first = await openReady()
    room.acknowledges = false
    type(first, 'tab một')
    await becomes(first.unkept, false)
    const second = await openReady()
    expect(text(second.doc).toJSON()).toBe('tab một')
    room.acknowledges = true
    room.acknowledge()
    await becomes(first.save, { state: 'saved' })
    await becomes(second.save, { state: 'saved' })
    expect(text(room.doc).toJSON()).toBe('tab một')
  })
})

describe('reconnecting', () => {
  test.each([CLOSE.restart, CLOSE.backpressure, CLOSE.unavailable, CLOSE.roleChanged, CLOSE.rate, 1006])(
    'comes back after %i',
    async (code) => {
      const connection = await openReady()
      if (code === 1006) room.cutAll()
      else room.closeAll(code)
      await eventually(() => expect(room.urls).toHaveLength(2))
      await becomes(connection.save, { state: 'saved' })
    },
  )

  test('no update overtakes the state it builds on', async () => {
    const connection = await openReady()
    await becomes(connection.save, { state: 'saved' })
    room.asks = false
    room.cutAll()
    await becomes(connection.save, { state: 'offline', pending: 0 })
    type(connection, 'trước ')
    await eventually(() => expect(room.urls).toHaveLength(2))
    await becomes(connection.save, { state: 'saving', pending: 1 })
    const before = room.updates.length
    type(connection, 'sau')
    room.asks = true
    room.cutAll()
    await becomes(connection.save, { state: 'saved' })
    expect(text(room.doc).toJSON()).toBe('trước sau')
    expect(room.updates.length - before).toBe(1)
  })
})

test('a pasted volume goes with a first sync, which may be larger than a frame', async () => {
  const connection = await openReady()
  await becomes(connection.save, { state: 'saved' })
  const volume = 'Điều một. '.repeat(150_000)
  type(connection, volume)
  await eventually(() => expect(text(room.doc).length).toBe(volume.length))
  await becomes(connection.save, { state: 'saved' })
  expect(room.urls).toHaveLength(2)
  type(connection, 'Điều hai.')
  await becomes(connection.save, { state: 'saved' })
  expect(room.urls).toHaveLength(2)
})

describe('presence', () => {
  test('one caret move makes one frame, however many people are here', async () => {
    const people = await Promise.all(['a', 'b', 'c', 'd'].map((id) => openReady({ user: { ...user, id } })))
    for (const person of people) {
      await eventually(() => expect(person.awareness.getStates().size).toBe(4))
    }
    const [mover, ...others] = people
    const before = room.presence.length
    mover?.awareness.setLocalStateField('section', 's1')
    for (const other of others) {
      await eventually(() =>
        expect(Array.from(other.awareness.getStates().values()).some((state) => state.section === 's1')).toBe(
          true,
        ),
      )
    }
    expect(room.presence.length - before).toBe(1)
  })

  test('others are here again at once after a cut line', async () => {
    const one = await openReady({ user: { ...user, id: 'a' } })
    const two = await openReady({ user: { ...user, id: 'b' } })
    await eventually(() => expect(one.awareness.getStates().size).toBe(2))
    room.cutAll()
    await eventually(() => expect(one.awareness.getStates().size).toBe(1))
    await eventually(() => expect(room.lines.size).toBe(2))
    await eventually(() => expect(one.awareness.getStates().size).toBe(2))
    await eventually(() => expect(two.awareness.getStates().size).toBe(2))
  })
})

describe('the composition gate', () => {
  test('holds the others’ edits while a word is composed, and the first sync with them', async () => {
    const connection = await openReady()
    const view = { composing: true, dom: new EventTarget() }
    const unbind = connection.bindView(view)
    text(room.doc).insert(0, 'người khác ')
    type(connection, 'v')
    await eventually(() => expect(text(room.doc).toJSON()).toContain('v'))
    expect(text(connection.doc).toJSON()).toBe('v')

    room.cutAll()
    await eventually(() => expect(room.urls).toHaveLength(2))
    await eventually(() => expect(Array.from(room.lines, (line) => line.frames)).toEqual([1]))
    await becomes(connection.save, { state: 'offline', pending: 0 })
    expect(text(connection.doc).toJSON()).toBe('v')

    view.composing = false
    view.dom.dispatchEvent(new Event('compositionend'))
    await becomes(connection.save, { state: 'saved' })
    expect(text(connection.doc).toJSON()).toBe(text(room.doc).toJSON())
    unbind()
  })

  test('lets edits in when the view goes away', async () => {
    const connection = await openReady()
    const unbind = connection.bindView({ composing: true, dom: new EventTarget() })
    text(room.doc).insert(0, 'mới')
    room.send(updateFrame(Y.encodeStateAsUpdate(room.doc)))
    room.send(step2(room.doc))
    const marker = new Promise<void>((resolve) => {
      connection.onEvent(() => resolve())
    })
    room.tell({ type: 'report', reportId: 'r1' })
    await marker
    expect(text(connection.doc).toJSON()).toBe('')
    unbind()
    expect(text(connection.doc).toJSON()).toBe('mới')
  })
})

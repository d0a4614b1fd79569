import { setTimeout as wait } from 'node:timers/promises'
import { must } from '../../report/must.ts'
import { presenceOf, typist } from '../sync/keystrokes.ts'
import { realClient } from '../sync/providers.ts'
import { RawSocket, ready } from '../sync/socket.ts'
import { encodePresence, encodeUpdate } from '../sync/wire.ts'

// Ten colleagues in ten other sections, each with five keys a second, in a process of their own until it is ended.
type Task = {
  readonly port: number
  readonly room: string
  readonly headers: Readonly<Record<string, string>>
}

const task = JSON.parse(must(process.argv[2], 'a task')) as Task
const typists = 10
const gap = 200
const keys = 600
const wire = 'y-websocket'

const reader = await realClient(wire, task)
await reader.synced
const state = reader.state()
reader.stop()

const firstClient = 200_000_000 + process.pid * 100
const colleagues = await Promise.all(
  Array.from({ length: typists }, async (_, index) => {
    const client = firstClient + index
    // Every sixth section, the one the bench itself types in among them: the hardest place is beside a colleague.
    const { updates } = typist(state, index * 6, client, keys)
    const socket = new RawSocket({ port: task.port, path: task.room, headers: task.headers })
    await socket.open()
    return { client, socket, updates }
  }),
)

process.stdout.write('typing\n')
for (let key = 0; key < keys; key += 1) {
  for (const { client, socket, updates } of colleagues) {
    socket.write(ready(encodeUpdate(wire, task.room, must(updates[key], 'a key'))))
    const state = presenceOf(client, key)
    socket.write(ready(encodePresence(wire, task.room, { client, clock: key + 1, state })))
    await wait(gap / typists)
  }
}
process.exit(0)

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Bus } from '../room/ports.ts'

type Growth = Parameters<Bus['publish']>[0]

/**
 * The acceptance suite of the Bus port. `connected` answers two ends of the same bus, which for a process alone are the
 * same. A bus may lose messages (the log is the truth); what arrives is whole and in the order of its sender.
 */
export function busContract(name: string, connected: () => Promise<readonly [Bus, Bus]>): void {
  describe(`Bus: ${name}`, () => {
    let here: Bus
    let there: Bus
    beforeEach(async () => {
      ;[here, there] = await connected()
    })
    afterEach(async () => {
      await here.stop()
      await there.stop()
    })

    const growth = (seq: number): Growth => ({ reportId: 'r1', seq, bytes: new Uint8Array([seq, 0, 255]) })

    it('brings growth to who listens at the other end, in order', async () => {
      const heard = collect(there, 3)
      for (const seq of [1, 2, 3]) here.publish(growth(seq))
      expect(await heard).toEqual([growth(1), growth(2), growth(3)])
    })

    it('brings it to every listener, and no more to who stopped listening', async () => {
      const late: Growth[] = []
      const stop = there.subscribe((each) => late.push(each))
      stop()
      const both = [collect(there, 1), collect(there, 1)]
      here.publish(growth(1))
      expect(await Promise.all(both)).toEqual([[growth(1)], [growth(1)]])
      expect(late).toEqual([])
    })

    it('takes what is published when nobody listens, and after it was stopped', async () => {
      here.publish(growth(1))
      await here.stop()
      here.publish(growth(2))
      await here.stop()
    })
  })
}

function collect(bus: Bus, count: number): Promise<Growth[]> {
  const heard: Growth[] = []
  return new Promise((resolve) => {
    bus.subscribe((growth) => {
      heard.push(growth)
      if (heard.length === count) resolve(heard)
    })
  })
}

import { useEffect, useMemo, useState } from 'react'

import { newId } from '../../../report/id.ts'
import { postHandover } from '../../rest/handovers.ts'
import { ApiError } from '../../rest/request.ts'
import type { ReportConnection } from '../connection/connection.ts'
import type { KeptTexts } from '../connection/kept-texts.ts'
import type { KeptSection } from '../connection/recovered-text.ts'
import { handoverText } from './handover-text.ts'

type Kept = Pick<KeptTexts, 'list' | 'setHandover'>

export type Handing = {
  readonly handOver: (keptId: string, section: KeptSection, to: string) => void
  /** Why the last attempt for a section was refused, by the id of its handover. */
  readonly failures: ReadonlyMap<string, unknown>
}

/**
 * Hands kept text over to who may write in its section. That it is wanted is noted first: what cannot be sent now is sent
 * when there is a connection, also at a later visit, under the id it was given then.
 */
export function useHandover(reportId: string, kept: Kept, save: ReportConnection['save']): Handing {
  const [failures, setFailures] = useState<ReadonlyMap<string, unknown>>(new Map())

  const sender = useMemo(() => {
    const underWay = new Set<string>()
    const send = async (keptId: string, section: KeptSection) => {
      const { handover } = section
      if (handover?.state !== 'waiting' || underWay.has(handover.id)) return
      underWay.add(handover.id)
      try {
        await postHandover(reportId, { id: handover.id, sectionId: section.id, text: handoverText(section) })
        await kept.setHandover(keptId, section.id, { ...handover, state: 'done' })
        setFailures((before) => new Map([...before].filter(([id]) => id !== handover.id)))
      } catch (error) {
        if (!isForWantOfLine(error)) setFailures((before) => new Map(before).set(handover.id, error))
      } finally {
        underWay.delete(handover.id)
      }
    }
    const sendAll = () => {
      for (const { id, sections } of kept.list.get()) for (const section of sections) void send(id, section)
    }
    return { sendAll }
  }, [reportId, kept])

  useEffect(() => {
    sender.sendAll()
    const stopWatching = kept.list.subscribe(sender.sendAll)
    let away = false
    const stopSaving = save.subscribe(() => {
      const isHere = save.get().state === 'saved'
      if (isHere && away) sender.sendAll()
      away = !isHere && save.get().state !== 'saving'
    })
    window.addEventListener('online', sender.sendAll)
    return () => {
      stopWatching()
      stopSaving()
      window.removeEventListener('online', sender.sendAll)
    }
  }, [sender, kept, save])

  return useMemo(
    () => ({
      failures,
      handOver: (keptId, section, to) => {
        const id = section.handover?.id ?? newId(16)
        // Told by the list, which then sends it.
        void kept.setHandover(keptId, section.id, { id, to, state: 'waiting' })
      },
    }),
    [failures, kept],
  )
}

/** It will be tried again by itself, so it has not failed. */
function isForWantOfLine(error: unknown): boolean {
  return error instanceof ApiError && (error.code === 'network' || error.code === 'timeout')
}

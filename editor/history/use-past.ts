import { useCallback, useEffect, useRef, useState } from 'react'

import type { Moment } from '../../report/wire/history.ts'
import { fetchPast } from '../rest/history.ts'
import type { PastText } from '../rest/history.ts'
import { keepSections } from './keep-sections.ts'
import { LatestAnswer } from './latest-answer.ts'
import type { AnswerState } from './latest-answer.ts'

/** While somebody drags, the server is asked at most so often. */
const PAUSE_MS = 80

export type PastWork = {
  readonly state: AnswerState<Moment, PastText>
  readonly again: () => void
}

/** What the report said at `moment`, and until that is here what was shown before. Undefined: nothing is wanted. A component of its own for each report. */
export function usePast(reportId: string, moment: Moment | undefined, generation: number): PastWork {
  const [state, setState] = useState<AnswerState<Moment, PastText>>(NOTHING)
  const asker = useRef<LatestAnswer<Moment, PastText>>(null)

  useEffect(() => {
    let before: PastText | undefined
    const made = new LatestAnswer<Moment, PastText>({
      ask: async (key, signal) => {
        const past = await fetchPast(reportId, key, signal)
        before = { ...past, content: keepSections(before?.content, past.content) }
        return before
      },
      lasts: (key) => key !== 'now',
      later: (call) => {
        const timer = setTimeout(call, PAUSE_MS)
        return () => clearTimeout(timer)
      },
      tell: setState,
    })
    asker.current = made
    return () => {
      made.stop()
      setState(NOTHING)
    }
  }, [reportId])

  useEffect(() => {
    if (moment !== undefined) asker.current?.want(moment)
  }, [moment])

  // What was refused to nobody is asked for again by whoever signed in anew.
  const known = useRef(generation)
  useEffect(() => {
    if (known.current === generation) return
    known.current = generation
    asker.current?.again()
  }, [generation])

  const again = useCallback(() => asker.current?.again(), [])
  return { state, again }
}

const NOTHING: AnswerState<Moment, PastText> = { wanted: undefined, shown: undefined, failure: undefined }

import { useEffect, useState } from 'react'

import type { PlanPreview } from '../../report/wire/rest.ts'
import { previewPlan } from '../rest/reports.ts'
import type { PlanSource } from '../rest/reports.ts'

export type PreviewState =
  | { readonly state: 'nothing' }
  | { readonly state: 'reading' }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'ready'; readonly preview: PlanPreview }

/** Typing and pasting settle before the server is asked. */
const SETTLE_MS = 600

/** What the server would make of the chosen plan; asked anew whenever the choice changes. */
export function usePlanPreview(source: PlanSource | undefined): PreviewState {
  const stable = useStableSource(source)
  const [answer, setAnswer] = useState<{ to: PlanSource; state: PreviewState }>()

  useEffect(() => {
    if (!stable) return
    const stop = new AbortController()
    const say = (state: PreviewState) => stop.signal.aborted || setAnswer({ to: stable, state })
    const ask = () =>
      previewPlan(stable, '', stop.signal).then(
        (preview) => say({ state: 'ready', preview }),
        (error: unknown) => say({ state: 'failed', error }),
      )
    const timer = setTimeout(() => void ask(), stable.type === 'text' ? SETTLE_MS : 0)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [stable])

  if (!stable) return { state: 'nothing' }
  return answer?.to === stable ? answer.state : { state: 'reading' }
}

/** The same object as long as the choice is the same, so that a re-render asks nothing. */
function useStableSource(source: PlanSource | undefined): PlanSource | undefined {
  const [stable, setStable] = useState(source)
  if (sameSource(stable, source)) return stable
  setStable(source)
  return source
}

function sameSource(a: PlanSource | undefined, b: PlanSource | undefined): boolean {
  if (a?.type !== b?.type || contentOf(a) !== contentOf(b)) return false
  return startsBlank(a) === startsBlank(b)
}

function contentOf(source: PlanSource | undefined): unknown {
  return source?.type === 'text' ? source.text : source?.type === 'file' ? source.file : undefined
}

function startsBlank(source: PlanSource | undefined): boolean {
  return source !== undefined && 'blankIfMissing' in source && source.blankIfMissing
}

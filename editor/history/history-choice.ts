import { momentSchema } from '../../report/wire/history.ts'
import type { Moment } from '../../report/wire/history.ts'

/** What is looked at: nothing yet, what the report said at a moment, or what differs between two. */
export type HistoryChoice =
  | { readonly look: 'nothing' }
  | { readonly look: 'past'; readonly moment: Moment }
  | { readonly look: 'changes'; readonly from: Moment; readonly to: Moment }

const PAST = 'xem'
const FROM = 'so'
const TO = 'voi'

/** As it stands in an address: it survives a reload and can be passed on. What nobody understands is left out. */
export function readHistoryChoice(params: URLSearchParams): HistoryChoice {
  const from = momentIn(params, FROM)
  if (from !== undefined) return { look: 'changes', from, to: momentIn(params, TO) ?? 'now' }
  const moment = momentIn(params, PAST)
  return moment === undefined ? { look: 'nothing' } : { look: 'past', moment }
}

export function printHistoryChoice(choice: HistoryChoice): URLSearchParams {
  switch (choice.look) {
    case 'nothing':
      return new URLSearchParams()
    case 'past':
      return new URLSearchParams({ [PAST]: choice.moment })
    case 'changes':
      return new URLSearchParams({ [FROM]: choice.from, [TO]: choice.to })
    default:
      return choice satisfies never
  }
}

function momentIn(params: URLSearchParams, name: string): Moment | undefined {
  return momentSchema.safeParse(params.get(name)).data
}

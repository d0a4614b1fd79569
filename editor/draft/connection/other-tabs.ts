import type { IdRange } from './id-ranges.ts'

/** What one tab tells the other tabs of the same person that have the same report open. */
export type TabNews =
  /** What is kept for the person has changed. */
  | { readonly type: 'kept' }
  /** The report will never hold these; who still shows them has a copy that no longer agrees with it. */
  | { readonly type: 'gone'; readonly epoch: string; readonly ids: readonly IdRange[]; readonly code: string }

export type OtherTabs = {
  readonly tell: (news: TabNews) => void
  readonly close: () => void
}

export function openOtherTabs(
  { user, report }: { readonly user: string; readonly report: string },
  onNews: (news: TabNews) => void,
): OtherTabs {
  if (typeof BroadcastChannel === 'undefined') return { tell: () => {}, close: () => {} }
  const channel = new BroadcastChannel(`cung-soan ${user} ${report}`)
  channel.onmessage = (event: MessageEvent<TabNews>) => onNews(event.data)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no other origins
  return { tell: (news) => channel.postMessage(news), close: () => channel.close() }
}

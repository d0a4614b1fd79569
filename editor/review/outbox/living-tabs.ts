/** The other tabs of one browser in which the same person has the same report open. */
export type LivingTabs = {
  /** Tells them that what is kept has changed. */
  readonly tell: () => void
  /** False once a tab was called and did not answer. Asking calls it. */
  readonly lives: (tab: string) => boolean
  readonly stop: () => void
}

type Call = { readonly type: 'changed' } | { readonly type: 'call' | 'answer'; readonly tab: string }

export type LivingTabsOptions = {
  readonly name: string
  /** This tab. */
  readonly tab: string
  /** How long a tab has to answer. */
  readonly patience: number
  readonly onChanged: () => void
  /** A tab has answered, or has had its time: ask of it again. */
  readonly onHeard: () => void
}

/** Tabs call each other: a tab that was reloaded or has crashed says nothing. Web locks would tell, but not on plain http. */
export function openLivingTabs(options: LivingTabsOptions): LivingTabs {
  const { name, tab: me, patience, onChanged, onHeard } = options
  // Where tabs cannot hear each other, each is taken to live.
  if (typeof BroadcastChannel === 'undefined') return { tell: () => {}, lives: () => true, stop: () => {} }
  const channel = new BroadcastChannel(name)
  const called = new Map<string, ReturnType<typeof setTimeout>>()
  const answered = new Set<string>()
  const dead = new Set<string>()
  let stopped = false
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no other origins
  const say = (call: Call) => stopped || channel.postMessage(call)
  channel.onmessage = ({ data }: MessageEvent<Call>) => {
    if (data.type === 'changed') onChanged()
    else if (data.type === 'answer') {
      answered.add(data.tab)
      dead.delete(data.tab)
    } else if (data.tab === me) say({ type: 'answer', tab: me })
  }
  const call = (tab: string) => {
    const giveUp = setTimeout(() => {
      called.delete(tab)
      if (!answered.delete(tab)) dead.add(tab)
      onHeard()
    }, patience)
    called.set(tab, giveUp)
    say({ type: 'call', tab })
  }
  return {
    tell: () => say({ type: 'changed' }),
    lives: (tab) => {
      if (dead.has(tab)) return false
      if (!called.has(tab)) call(tab)
      return true
    },
    stop: () => {
      stopped = true
      for (const timer of called.values()) clearTimeout(timer)
      channel.close()
    },
  }
}

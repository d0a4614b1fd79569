import { createContext, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import type { ReactNode } from 'react'

import type { Me } from '../../report/wire/rest.ts'
import { onSessionLost } from '../rest/request.ts'
import { fetchMe, signIn, signOut } from '../rest/session.ts'

/**
 * Who is at the keyboard. `expired` keeps the page and the person: what they were writing stays on the screen while they
 * sign in again.
 */
export type SessionState =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'signed-out' }
  | { readonly state: 'signed-in'; readonly me: Me }
  | { readonly state: 'expired'; readonly me: Me }
  /** Came in with a one-time code: a password of their own first. `over`: a page with their work is open below. */
  | {
      readonly state: 'password-due'
      readonly me: Me
      readonly over: boolean
      /** The code, unless the page was loaded anew since it was typed. */
      readonly code?: string
    }

type Session = {
  readonly session: SessionState
  /** Grows with every sign-in: what was refused before is worth asking again. */
  readonly generation: number
  readonly signIn: (username: string, password: string) => Promise<void>
  readonly signOut: () => Promise<void>
  /** The password was set: what was refused before is answered now. */
  readonly passwordSet: () => void
  readonly reload: () => void
}

const SessionContext = createContext<Session | undefined>(undefined)

export function SessionProvider({ children }: { children: ReactNode }) {
  const [session, setSession] = useState<SessionState>({ state: 'loading' })
  const [generation, setGeneration] = useState(0)

  const ask = useCallback(() => {
    const stop = new AbortController()
    fetchMe(stop.signal).then(
      (me) => setSession(me ? entered(me, false) : { state: 'signed-out' }),
      (error: unknown) => stop.signal.aborted || setSession({ state: 'failed', error }),
    )
    return () => stop.abort()
  }, [])
  useEffect(ask, [ask])

  useEffect(() => onSessionLost(() => setSession(expire)), [])

  const enter = useCallback(
    async (username: string, password: string) => {
      await signIn({ username: username.trim().normalize('NFC'), password })
      const me = await fetchMe()
      if (!me) throw new Error('the server accepted the sign-in and then did not know the session')
      // Another person's page, with its unsent edits, is not ours to go on with: start from a clean one.
      if (session.state === 'expired' && session.me.id !== me.id) window.location.assign('/')
      setSession(entered(me, session.state === 'expired', password))
      if (!me.mustChangePassword) setGeneration((before) => before + 1)
    },
    [session],
  )

  const passwordSet = useCallback(() => {
    setSession((before) =>
      before.state === 'password-due'
        ? { state: 'signed-in', me: { ...before.me, mustChangePassword: false } }
        : before,
    )
    setGeneration((before) => before + 1)
  }, [])

  const leave = useCallback(async () => {
    await signOut()
    setSession({ state: 'signed-out' })
  }, [])

  const value = useMemo(
    () => ({
      session,
      generation,
      signIn: enter,
      signOut: leave,
      passwordSet,
      reload: () => {
        setSession({ state: 'loading' })
        ask()
      },
    }),
    [session, generation, enter, leave, passwordSet, ask],
  )
  return <SessionContext value={value}>{children}</SessionContext>
}

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('expected a SessionProvider above')
  return session
}

/** The person signed in; for what stands below `SignedIn`. */
export function useMe(): Me {
  const { session } = useSession()
  if ('me' in session) return session.me
  throw new Error(`expected somebody signed in, the session is ${session.state}`)
}

function entered(me: Me, over: boolean, code?: string): SessionState {
  if (!me.mustChangePassword) return { state: 'signed-in', me }
  return { state: 'password-due', me, over, ...(code === undefined ? {} : { code }) }
}

function expire(before: SessionState): SessionState {
  const hasPage = before.state === 'signed-in' || (before.state === 'password-due' && before.over)
  if (hasPage) return { state: 'expired', me: before.me }
  return before.state === 'password-due' ? { state: 'signed-out' } : before
}

import { z } from 'zod'

import { meSchema, providersSchema } from '../../report/wire/rest.ts'
import type { Me, Providers, Setup, SignIn } from '../../report/wire/rest.ts'
import { ApiError, request, requestNothing } from './request.ts'

/** Who is signed in; `null` when nobody is. */
export async function fetchMe(signal?: AbortSignal): Promise<Me | null> {
  try {
    return await request(meSchema, '/api/me', { signal })
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not-signed-in') return null
    throw error
  }
}

export async function signIn(credentials: SignIn): Promise<void> {
  await request(z.unknown(), '/api/auth/sign-in/username', { method: 'POST', body: credentials })
}

export async function signOut(): Promise<void> {
  await requestNothing('/api/auth/sign-out', { method: 'POST', body: {} })
}

/** Creates the first administrator with the one-time token of the first start. */
export async function setUp(setup: Setup): Promise<void> {
  await requestNothing('/api/setup', { method: 'POST', body: setup })
}

/** What the sign-in page offers besides name and password. */
export function fetchProviders(signal?: AbortSignal): Promise<Providers> {
  return request(providersSchema, '/api/auth/providers', { signal })
}

/** Where signing in with the province's own system begins; it comes back to `wanted`. */
export function singleSignOnPath(wanted: string): string {
  return `/api/auth/oidc/start?${new URLSearchParams({ to: wanted }).toString()}`
}

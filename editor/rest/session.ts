import { z } from 'zod'

import { personSchema } from '../../report/wire/rest.ts'
import type { Me, Setup, SignIn } from '../../report/wire/rest.ts'
import { ApiError, request, requestNothing } from './request.ts'

/** Who is signed in; `null` when nobody is. */
export async function fetchMe(signal?: AbortSignal): Promise<Me | null> {
  try {
    return await request(personSchema, '/api/me', { signal })
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

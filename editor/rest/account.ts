import type { PasswordChange } from '../../report/wire/rest.ts'
import { requestNothing } from './request.ts'

/** One's own password. Every other session of the person ends. */
export function changePassword(change: PasswordChange): Promise<void> {
  return requestNothing('/api/auth/password', { method: 'POST', body: change })
}

/** Ends every session of the person, this one too. */
export function signOutEverywhere(): Promise<void> {
  return requestNothing('/api/auth/sign-out-everywhere', { method: 'POST', body: {} })
}

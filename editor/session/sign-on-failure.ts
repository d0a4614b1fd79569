import type { ErrorCode } from '../../report/wire/errors.ts'

const FAILURES = ['sign-on-failed', 'sign-on-unknown'] as const satisfies readonly ErrorCode[]

/** Why single sign-on led back to the sign-in page: its `?loi=`. Anything else in a link says nothing. */
export function signOnFailure(search: string): (typeof FAILURES)[number] | undefined {
  const said = new URLSearchParams(search).get('loi')
  return FAILURES.find((code) => code === said)
}

import { passwordChangeSchema } from '../../report/wire/rest.ts'
import type { PasswordChange } from '../../report/wire/rest.ts'

type Entered = PasswordChange & { readonly again: string }

/** Which field is wrong first, and the catalogue's sentence for it. */
export type PasswordProblem = {
  readonly field: keyof Entered
  readonly sentence: 'currentMissing' | 'passwordShort' | 'passwordSame' | 'passwordsDiffer'
}

/** Reads the form for a new password by the server's own rules; undefined: it can be sent. */
export function checkPassword({ current, next, again }: Entered): PasswordProblem | undefined {
  const { shape } = passwordChangeSchema
  if (!shape.current.safeParse(current).success) return { field: 'current', sentence: 'currentMissing' }
  if (!shape.next.safeParse(next).success) return { field: 'next', sentence: 'passwordShort' }
  if (next === current) return { field: 'next', sentence: 'passwordSame' }
  return next === again ? undefined : { field: 'again', sentence: 'passwordsDiffer' }
}

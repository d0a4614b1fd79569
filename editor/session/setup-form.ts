import { setupSchema } from '../../report/wire/rest.ts'
import type { Setup } from '../../report/wire/rest.ts'

type Entered = Omit<Setup, 'token'> & { readonly again: string }

/** Which field is wrong first, and the catalogue's sentence for it. */
export type SetupProblem = {
  readonly field: 'name' | 'username' | 'password' | 'again'
  readonly sentence: 'nameMissing' | 'usernameInvalid' | 'passwordShort' | 'passwordsDiffer'
}

type Checked =
  | { readonly problem: SetupProblem; readonly account?: undefined }
  | { readonly problem?: undefined; readonly account: Omit<Setup, 'token'> }

/** Reads the set-up form by the server's own rules, so that nobody waits for an answer to learn them. */
export function checkSetup(entered: Entered): Checked {
  const { name, username, password } = setupSchema.shape
  const readName = name.safeParse(entered.name.normalize('NFC'))
  if (!readName.success) return { problem: { field: 'name', sentence: 'nameMissing' } }
  const readUsername = username.safeParse(entered.username)
  if (!readUsername.success) return { problem: { field: 'username', sentence: 'usernameInvalid' } }
  const readPassword = password.safeParse(entered.password)
  if (!readPassword.success) return { problem: { field: 'password', sentence: 'passwordShort' } }
  if (entered.password !== entered.again) return { problem: { field: 'again', sentence: 'passwordsDiffer' } }
  return { account: { name: readName.data, username: readUsername.data, password: readPassword.data } }
}

import { expect, test } from 'vitest'

import { checkPassword } from './check-password.ts'
import { signOnFailure } from './sign-on-failure.ts'

const good = { current: 'K7QM-2PXA-9RT3', next: 'ba con trau trang', again: 'ba con trau trang' }

test('a new password passes when it is long enough, new and typed twice alike; else the first fault is named', () => {
  expect(checkPassword(good)).toBeUndefined()
  expect(checkPassword({ ...good, current: '' })?.field).toBe('current')
  expect(checkPassword({ ...good, next: 'ngan', again: 'ngan' })?.sentence).toBe('passwordShort')
  expect(checkPassword({ ...good, next: good.current, again: good.current })?.sentence).toBe('passwordSame')
  expect(checkPassword({ ...good, again: 'khác' })?.field).toBe('again')
})

test('only what single sign-on says is told, nothing that a link makes up', () => {
  expect(signOnFailure('?loi=sign-on-unknown&tiep=%2F')).toBe('sign-on-unknown')
  expect(signOnFailure('?loi=<b>')).toBeUndefined()
  expect(signOnFailure('')).toBeUndefined()
})

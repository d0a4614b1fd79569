import { describe, expect, test } from 'vitest'

import { setupSchema } from '../../report/wire/rest.ts'
import { checkSetup } from './setup-form.ts'

const good = { name: 'Quản trị', username: 'quantri', password: 'mat-khau-dai', again: 'mat-khau-dai' }

describe('the set-up form', () => {
  test('passes what the server takes', () => {
    const { account } = checkSetup({ ...good, name: ' Quản trị '.normalize('NFD') })
    expect(setupSchema.parse({ token: 't', ...account }).name).toBe('Quản trị')
  })

  test('names the first field that is wrong', () => {
    expect(checkSetup({ ...good, name: '  ' }).problem?.field).toBe('name')
    expect(checkSetup({ ...good, username: 'Quản trị' }).problem?.field).toBe('username')
    expect(checkSetup({ ...good, password: 'ngan', again: 'ngan' }).problem?.field).toBe('password')
    expect(checkSetup({ ...good, again: 'khác' }).problem?.field).toBe('again')
  })
})

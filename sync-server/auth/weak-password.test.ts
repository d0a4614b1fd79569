import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bareCode, newOneTimeCode } from './one-time-code.ts'
import { isWeak } from './weak-password.ts'

test.each([
  ['12345678', 'an'],
  ['password', 'an'],
  ['P@ssw0rd', 'an'],
  ['Matkhau@123', 'an'],
  ['Mật khẩu 123', 'an'],
  ['aaaaaaaa', 'an'],
  ['abababab', 'an'],
  ['abcdefgh', 'an'],
  ['98765432', 'an'],
  ['soanthao1', 'soanthao1'],
  ['SoạnThảo1!', 'soanthao1'],
  ['soanthao1soanthao1', 'soanthao1'],
  ['nguyen.van.a2026', 'nguyen.van.a'],
])('%s of %s is easy to guess', (password, username) => {
  expect(isWeak(password, username)).toBe(true)
})

test.each([
  ['mat-khau-quan-tri', 'quantri'],
  ['cung-soan-demo', 'dieuphoi'],
  ['con đò sang sông', 'an'],
  ['nguyenvana mua bưởi', 'nguyenvana'],
  ['xK9#mQ2v', 'an'],
])('%s of %s is not', (password, username) => {
  expect(isWeak(password, username)).toBe(false)
})

test('a code is what it is however it is typed, and is never weak', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('', '-', ' ', '–', '\u00a0'), { minLength: 15, maxLength: 15 }),
      fc.boolean(),
      (gaps, lower) => {
        const code = newOneTimeCode()
        expect(code).toMatch(/^(?:[2-9A-HJKMNP-Z]{4}-){2}[2-9A-HJKMNP-Z]{4}$/)
        const typed = [...code].map((sign, index) => sign + (gaps[index] ?? '')).join('')
        expect(bareCode(lower ? typed.toLowerCase() : typed)).toBe(code.replaceAll('-', ''))
        expect(isWeak(code, 'an')).toBe(false)
      },
    ),
  )
})

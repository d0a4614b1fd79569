import { describe, expect, test } from 'vitest'

import { destination, signInPath } from './destination.ts'

describe('where a sign-in leads', () => {
  test('is where the person wanted to go', () => {
    for (const wanted of ['/bao-cao/abc', '/bao-cao/abc?muc=1&b=2', '/bao-cao-moi']) {
      expect(destination(new URL(signInPath(wanted), 'http://x').search)).toBe(wanted)
    }
    expect(destination('')).toBe('/')
  })

  test('is never another site, whatever a link says', () => {
    for (const foreign of [
      '//evil.vn',
      'https://evil.vn',
      '/\\evil.vn',
      '\\\\evil.vn',
      'javascript:alert(1)',
      '/\t/evil.vn',
      '/a\\b',
    ]) {
      expect(destination(`?tiep=${encodeURIComponent(foreign)}`), foreign).toBe('/')
    }
  })

  test('is never the sign-in page again', () => {
    expect(destination('?tiep=%2Fdang-nhap%3Ftiep%3D%252F')).toBe('/')
  })
})

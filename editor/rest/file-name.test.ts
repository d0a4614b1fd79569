import { expect, test } from 'vitest'

import { fileName } from './request.ts'

test('a file is called as the server says, in Vietnamese where it can', () => {
  expect(fileName(`attachment; filename="bao-cao.docx"; filename*=UTF-8''B%C3%A1o%20c%C3%A1o.docx`)).toBe(
    'Báo cáo.docx',
  )
  expect(fileName('attachment; filename="bao-cao.docx"')).toBe('bao-cao.docx')
  expect(fileName(`attachment; filename="a.docx"; filename*=UTF-8''%E0%A4%A`)).toBe('a.docx')
  expect(fileName('')).toBe('')
})

import { describe, expect, test } from 'vitest'
import type { Notice } from '../../report/wire/review.ts'
import { digestMail, MOST_TOLD, type Digest } from './digest-mail.ts'

const REPORT = { id: 'bao-cao-1', title: 'Báo cáo tổng kết 10 năm' }
const AT = Date.parse('2022-04-08T07:05:09Z')

let made = 0
const notice = (changes: Partial<Notice> = {}): Notice => {
  made += 1
  return {
    id: `n${made}`,
    reason: 'mention',
    at: AT,
    readAt: null,
    by: {
      userId: 'u9',
      name: 'Người thẩm định 1',
      office: { id: 'o1', name: 'Ban Tuyên giáo', shortName: 'BTG', color: '#000000' },
      role: 'reviewer',
    },
    report: REPORT,
    threadId: 'thread-12',
    threadNumber: 12,
    threadKind: 'change',
    sectionId: 's1',
    excerpt: 'Đề nghị bổ sung số liệu năm 2021.',
    ...changes,
  }
}

const digest = (notices: readonly Notice[], changes: Partial<Digest> = {}): Digest => ({
  to: { userId: 'u1', name: 'Người soạn 1', address: 'soan1@tinh.example' },
  notices,
  andMore: false,
  sections: new Map([[REPORT.id, new Map([['s1', '1.1 Tình hình quán triệt']])]]),
  publicUrl: 'http://10.0.0.5:8080',
  ...changes,
})

describe('a digest', () => {
  test('says who did what where, with links', () => {
    const mail = digestMail(digest([notice()]))
    expect(mail.to).toEqual({ name: 'Người soạn 1', address: 'soan1@tinh.example' })
    expect(mail.subject).toBe('Cùng Soạn: 1 thông báo chưa đọc – Báo cáo tổng kết 10 năm')
    expect(mail.text).toBe(`Kính gửi Người soạn 1,

Bạn có 1 thông báo chưa đọc trên Cùng Soạn.

BÁO CÁO TỔNG KẾT 10 NĂM
http://10.0.0.5:8080/bao-cao/bao-cao-1

  1.1 Tình hình quán triệt

  - 14:05 ngày 08/4/2022: Người thẩm định 1 (BTG) nhắc đến bạn trong yêu cầu sửa số 12
    “Đề nghị bổ sung số liệu năm 2021.”
    http://10.0.0.5:8080/bao-cao/bao-cao-1?gop-y=thread-12

Xem tất cả: http://10.0.0.5:8080/thong-bao

-- 
Thư này được gửi tự động, xin không trả lời. Để đổi lịch gửi hoặc thôi nhận thư, mở trang “Tài khoản” trên Cùng Soạn.
http://10.0.0.5:8080/tai-khoan
`)
    expect(mail.html).toContain('<a href="http://10.0.0.5:8080/bao-cao/bao-cao-1?gop-y=thread-12">')
  })

  test('leads to the board where there is no thread', () => {
    const changes = { reason: 'reminded', threadId: '', threadNumber: 0, sectionId: null } as const
    const { text, html } = digestMail(digest([notice(changes)]))
    expect(text).toContain(`Người thẩm định 1 (BTG) nhắc cơ quan bạn về tiến độ
    “Đề nghị bổ sung số liệu năm 2021.”
    http://10.0.0.5:8080/bao-cao/bao-cao-1/tien-do
`)
    for (const page of [text, html]) expect(page).not.toMatch(/gop-y|số 0/u)
  })

  test('names reports and links nothing where the address of the pages is not known', () => {
    const { text, html } = digestMail(digest([notice()], { publicUrl: undefined }))
    expect(text).toContain('BÁO CÁO TỔNG KẾT 10 NĂM\n\n  1.1 Tình hình')
    expect(text + html).not.toMatch(/https?:|href|undefined/)
    expect(text).toContain('mở trang “Tài khoản”')
  })

  test('puts together what is of one report and of one section', () => {
    const other = { id: 'bao-cao-2', title: 'Báo cáo năm 2022' }
    const { text, subject } = digestMail(
      digest([
        notice({ excerpt: 'một' }),
        notice({ report: other, excerpt: 'hai', sectionId: null }),
        notice({ sectionId: 'mat-roi', excerpt: 'ba' }),
        notice({ excerpt: 'bốn' }),
      ]),
    )
    expect(subject).toBe('Cùng Soạn: 4 thông báo chưa đọc')
    const order = ['TỔNG KẾT', '1.1 Tình', '“một”', '“bốn”', '“ba”', 'NĂM 2022', '“hai”'].map((word) =>
      text.indexOf(word),
    )
    expect(order).toEqual([...order].sort((a, b) => a - b))
    expect(Math.min(...order)).toBeGreaterThan(0)
    expect(text.match(/1\.1 Tình/g)).toHaveLength(1)
  })

  test('says each reason in its words', () => {
    const said = (['mention', 'reply', 'section', 'answered', 'resolved', 'reopened'] as const).map(
      (reason) =>
        /\(BTG\) (.*)/.exec(digestMail(digest([notice({ reason, threadKind: 'question' })])).text)?.[1],
    )
    expect(said).toEqual([
      'nhắc đến bạn trong câu hỏi số 12',
      'trả lời trong câu hỏi số 12',
      'gửi câu hỏi số 12',
      'tiếp thu, giải trình câu hỏi số 12',
      'khép lại câu hỏi số 12',
      'mở lại câu hỏi số 12',
    ])
  })

  test('tells no more than can be read, and how many there are besides', () => {
    const many = Array.from({ length: MOST_TOLD + 12 }, () => notice())
    const { text, html, subject } = digestMail(digest(many))
    expect(text.match(/số 12$/gm)).toHaveLength(MOST_TOLD)
    expect(text).toContain('Còn 12 thông báo.')
    expect(html).toContain('Còn 12 thông báo.')
    expect(subject).toContain('42 thông báo')
    expect(digestMail(digest(many, { andMore: true })).text).toContain('Còn hơn 12 thông báo.')
    expect(digestMail(digest(many.slice(0, MOST_TOLD))).text).not.toContain('Còn ')
  })

  test('cannot be made to say more than it does by names, titles and messages', () => {
    const bad = `Tên\r\nBcc: ai-do@x.example\r\n\r\n<img src=x onerror="alert(1)">\u202E"'&\u2028\0\uFFFE`
    const by = { ...notice().by, name: bad }
    const mail = digestMail(
      digest([notice({ by, excerpt: bad, report: { id: '"><script>', title: bad }, threadId: '"><b>' })], {
        to: { userId: 'u1', name: bad, address: 'soan1@tinh.example' },
      }),
    )
    for (const line of [mail.subject, mail.to.name]) {
      expect(line).not.toMatch(/[\p{Cc}\u2028\u202E\uFFFE]/u)
      expect(line).toContain('Tên Bcc: ai-do@x.example')
    }
    expect(mail.text).not.toMatch(/^Bcc:/m)
    expect(mail.html).not.toMatch(/<(?:img|script|b)\b/)
    expect(mail.html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&quot;&#39;&amp;')
    expect(mail.html.match(/href="[^"]*"/g)).toContain(
      'href="http://10.0.0.5:8080/bao-cao/%22%3E%3Cscript%3E?gop-y=%22%3E%3Cb%3E"',
    )
  })

  test('is the same mail for the same notices, and another with one more', () => {
    const [one, two] = [notice(), notice()]
    expect(digestMail(digest([one])).key).toBe(digestMail(digest([one])).key)
    expect(digestMail(digest([one])).key).not.toBe(digestMail(digest([one, two])).key)
  })

  test('clips a long title in its subject, and not inside a sign', () => {
    const title = `Báo cáo ${'𝔸'.repeat(200)}`
    const { subject } = digestMail(digest([notice({ report: { ...REPORT, title } })]))
    expect([...subject].length).toBeLessThan(130)
    expect(subject.isWellFormed()).toBe(true)
    expect(subject.endsWith('…')).toBe(true)
  })
})

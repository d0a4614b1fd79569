import type { AnswerKind, ThreadKind } from '../../report/wire/review.ts'

/**
 * What was said about the demo's report so far, in the order of time: a reviewer's demands and opinions, a question among
 * drafters, what was answered and closed, and what still waits.
 */
export type DemoThread = {
  readonly kind: ThreadKind
  readonly by: DemoCommenter
  /** Words of the report; absent: about the section as a whole, or without one about the report. */
  readonly quote?: string
  /** The beginning of the section's title. */
  readonly section?: string
  /** The passage after which it was said, counting from 0, and how many minutes. */
  readonly after: number
  readonly minutes: number
  /** `@soanthao1` and `@"Sở KH&CN"` stand for mentions. */
  readonly text: string
  readonly deeds?: readonly DemoDeed[]
}

export type DemoCommenter = 'dieuphoi' | 'soanthao1' | 'soanthao2' | 'thamdinh'
export type DemoDeed = {
  readonly by: DemoCommenter
  /** After what came before it. */
  readonly minutes: number
} & (
  | { readonly say: string }
  | { readonly answer: AnswerKind; readonly text: string }
  | { readonly resolve: true }
)

export const DEMO_THREADS: readonly DemoThread[] = [
  {
    kind: 'opinion',
    by: 'dieuphoi',
    after: 1,
    minutes: 30,
    text: 'Các cơ quan thống nhất số liệu đến **tháng 3/2022**. Có vướng mắc gì xin ghi ngay tại đây để cùng trao đổi.',
  },
  {
    kind: 'opinion',
    by: 'thamdinh',
    quote: 'Hình thức học tập được đổi mới theo hướng kết hợp trực tiếp với trực tuyến',
    after: 2,
    minutes: 35,
    text: 'Những năm đầu chưa tổ chức học trực tuyến. Đề nghị nêu rõ từ năm nào.',
    deeds: [
      {
        by: 'soanthao2',
        minutes: 90,
        say: 'Đồng ý. Tôi sẽ rà soát lại với các cấp ủy rồi sửa trong tuần này.',
      },
    ],
  },
  {
    kind: 'question',
    by: 'soanthao2',
    quote: 'Qua gần 10 năm thực hiện',
    after: 4,
    minutes: 20,
    text: '@soanthao1 số liệu tài chính lấy theo quyết toán năm 2021 hay ước đến tháng 3/2022?',
    deeds: [
      {
        by: 'soanthao1',
        minutes: 25,
        say: 'Theo **quyết toán năm 2021**. Các số liệu khác tính đến tháng 3/2022 như chú thích ở phần mở đầu.',
      },
    ],
  },
  {
    kind: 'opinion',
    by: 'dieuphoi',
    quote: 'thủ tục hành chính trong lĩnh vực này được rà soát, cắt giảm và cung cấp trực tuyến',
    after: 4,
    minutes: 60,
    text: 'Nên nêu thêm tỷ lệ thủ tục được cung cấp trực tuyến nếu có số liệu.',
    deeds: [
      {
        by: 'soanthao1',
        minutes: 30,
        say: 'Chưa có số liệu đủ các năm nên xin giữ như dự thảo.',
      },
      { by: 'dieuphoi', minutes: 40, resolve: true },
    ],
  },
  {
    kind: 'change',
    by: 'thamdinh',
    quote: 'Quỹ phát triển khoa học và công nghệ của tỉnh được thành lập',
    after: 5,
    minutes: 45,
    text: 'Đề nghị ghi số và ngày của quyết định thành lập Quỹ.',
    deeds: [
      {
        by: 'soanthao1',
        minutes: 60,
        answer: 'explained',
        text: 'Số và ngày của các quyết định được nêu trong phụ lục để phần chính gọn. Đề nghị giữ như dự thảo.',
      },
    ],
  },
  {
    kind: 'change',
    by: 'thamdinh',
    quote: 'đạt 78% trong giai đoạn 2017 - 2021',
    after: 6,
    minutes: 25,
    text: 'Đề nghị nêu số liệu của giai đoạn trước để so sánh.',
    deeds: [
      {
        by: 'soanthao1',
        minutes: 30,
        answer: 'accepted',
        text: 'Đã bổ sung số liệu giai đoạn 2012 - 2016 ở chú thích.',
      },
      { by: 'thamdinh', minutes: 20, resolve: true },
    ],
  },
  {
    kind: 'change',
    by: 'thamdinh',
    quote: 'mức đầu tư từ ngân sách tuy tăng nhưng chưa đạt tỷ lệ đề ra',
    after: 7,
    minutes: 50,
    text: 'Đề nghị làm rõ:\n- **tỷ lệ đề ra** là bao nhiêu, theo văn bản nào;\n- tỷ lệ đã đạt của các năm 2012, 2017 và 2021;\n- nguyên nhân chưa đạt.',
  },
  {
    kind: 'opinion',
    by: 'thamdinh',
    section: 'Hạn chế, yếu kém và nguyên nhân',
    after: 8,
    minutes: 40,
    text: 'Phần này mới có một ý. Đề nghị @"Sở KH&CN" và @"Liên hiệp hội" cùng bổ sung hạn chế của từng lĩnh vực, nguyên nhân khách quan và chủ quan.',
  },
]

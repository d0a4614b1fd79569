import type { Block, ContentSection } from '../../content/content.ts'
import type { Appendix } from '../../sections.ts'
import type { PaperOrder } from '../paper-order.ts'

/** What every paragraph of the sample says. */
export const WORDS = 'Thực hiện Kế hoạch số 105-KH/BTGTW, Ban Thường vụ Tỉnh ủy báo cáo như sau:'

function paragraph(id: string): Block {
  return { type: 'paragraph', id, inline: [{ type: 'text', text: WORDS, marks: {} }] }
}

function section(
  id: string,
  level: number,
  number: string,
  title: string,
  appendix: Appendix | null = null,
): ContentSection {
  return { id, level, number, title, fixed: true, appendix, blocks: [paragraph(`p-${id}`)] }
}

function line(id: string, text: string): Block {
  return { type: 'paragraph', id, inline: [{ type: 'text', text, marks: {} }] }
}

const table: Block = {
  type: 'table',
  id: 't',
  rows: [
    [{ header: true, colspan: 1, rowspan: 1, blocks: [line('th', 'Chỉ tiêu')] }],
    [{ header: false, colspan: 1, rowspan: 1, blocks: [line('td', '45 %')] }],
  ],
}
const figure: Block = {
  type: 'figure',
  id: 'f',
  src: '/none',
  alt: 'Bản đồ',
  width: null,
  caption: [
    { type: 'text', text: 'Bản đồ', marks: {} },
    { type: 'footnote', text: 'Nguồn: Cục Thống kê.' },
  ],
}
const last = section('y', 1, 'Phụ lục 2', 'Danh mục', 'portrait')

/** A small report with all that stands around its text, for tests. */
export const samplePaper: PaperOrder = {
  title: 'Báo cáo tổng kết 10 năm',
  content: {
    preamble: [paragraph('p')],
    sections: [
      section('s1', 1, 'I', 'Kết quả'),
      section('s2', 2, '1', 'Quán triệt'),
      section('s2a', 3, 'a)', 'Vai trò'),
      section('s2b', 4, '-', 'Nội dung'),
      section('s3', 1, 'II', 'Đề xuất'),
      section('x', 1, 'Phụ lục 1', 'Biểu số liệu', 'landscape'),
      section('x1', 2, '1', 'Ghi chú'),
      { ...last, blocks: [...last.blocks, table, figure] },
    ],
  },
  head: {
    issuingBody: 'TỈNH ỦY QUẢNG NGÃI',
    superiorBody: '',
    number: '',
    place: 'Quảng Ngãi',
    date: '2022-05',
    type: 'BÁO CÁO',
    subject: 'tổng kết 10 năm thực hiện Nghị quyết số 20-NQ/TW',
    authority: 'T/M BAN THƯỜNG VỤ',
    signatoryTitle: 'PHÓ BÍ THƯ',
    signatoryName: 'Đặng Ngọc Huy',
    recipients: ['Ban Tuyên giáo Trung ương (báo cáo)', 'Lưu Văn phòng Tỉnh ủy'],
  },
  profile: 'hd36-2018',
  pictures: new Map(),
  draft: { number: 2, day: '2022-04-15' },
  section: undefined,
  toc: false,
  review: undefined,
  source: {
    reportId: 'report-1',
    versionId: 'version-1',
    sha256: 'ab'.repeat(32),
    at: Date.parse('2022-04-15T03:00:00Z'),
  },
}

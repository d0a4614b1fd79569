import { vietnamStamp } from '../../report/vietnam-time.ts'
import { ACTION_WORDS } from '../../report/wire/words.ts'
import type { AuditBreak, AuditWalk, FoundRow } from '../store/sqlite/walk-audit.ts'

/** What a walk along the audit found, in words for the person who asked. */
export function auditVerdict({ rows, hash, last, broken }: AuditWalk): string {
  if (broken)
    return `NHẬT KÝ ĐÃ BỊ CAN THIỆP. ${breakWords(broken)}\nTrước đó có ${rows} dòng còn nguyên vẹn.\n`
  if (!last) return 'Nhật ký chưa có dòng nào.\n'
  return [
    `Nhật ký còn nguyên vẹn: ${rows} dòng.`,
    `Dòng cuối: ${rowWords(last)}.`,
    `Mã của dòng cuối: ${hash}`,
    'Hãy ghi mã này vào sổ; lần sau chạy lệnh với --expect MÃ sẽ biết nhật ký có bị cắt bớt hay viết lại từ trước đó không.',
    '',
  ].join('\n')
}

/** The first place that is wrong, in one or two sentences. */
export function breakWords(broken: AuditBreak): string {
  switch (broken.kind) {
    case 'altered':
      return `Dòng đầu tiên bị sửa: ${rowWords(broken.row)}.`
    case 'foreign':
      return `Dòng đầu tiên không khớp với các dòng trước nó (bị sửa, hoặc chèn thêm vào): ${rowWords(broken.row)}.`
    case 'removed': {
      const { from, to, next } = broken
      const gone = from === to ? `Dòng số ${from} đã bị xoá` : `Các dòng số ${from} đến ${to} đã bị xoá`
      return `${gone}. Dòng còn lại ngay sau đó: ${rowWords(next)}.`
    }
    case 'cut':
      return `Không dòng nào có mã ${broken.expected}: phần cuối của nhật ký đã bị cắt, hoặc nhật ký đã bị viết lại (hoặc dữ liệu đã được khôi phục từ một bản sao lưu cũ hơn: xem việc “${ACTION_WORDS.restored}” trong nhật ký, và nhật ký trong thư mục truoc-khoi-phuc-…).`
  }
}

function rowWords({ seq, at, action }: FoundRow): string {
  const words: Readonly<Record<string, string>> = ACTION_WORDS
  return `số ${seq}, lúc ${timeWords(at)}, việc “${words[action] ?? action}”`
}

/** What was altered may be no time at all. */
function timeWords(at: number | bigint): string {
  const milliseconds = Number(at)
  return Math.abs(milliseconds) < 8e15 ? vietnamStamp(milliseconds) : `không rõ (${at})`
}

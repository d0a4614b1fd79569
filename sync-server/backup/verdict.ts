import type { Findings } from './verify-database.ts'

/** What was found, in words for the person who asked. */
export function verdict({ problems, auditHash, ...counts }: Findings): string {
  const { reports, edits, checkpoints, versions, files, auditRows } = counts
  const looked = [
    `${reports} báo cáo, ${edits} lần sửa, ${checkpoints} điểm lưu nhanh, ${versions} phiên bản, ${files} tệp và hình,`,
    `${auditRows} dòng nhật ký`,
  ].join(' ')
  if (problems.length === 0) {
    const chain = auditHash === '' ? '' : `Mã của dòng nhật ký cuối: ${auditHash}\n`
    return `TỐT: dữ liệu nguyên vẹn. Đã đọc và dựng lại ${looked}.\n${chain}`
  }
  const list = problems.map((problem) => `  - ${problem}`).join('\n')
  return `HỎNG: ${problems.length} chỗ không như lúc ghi.\n${list}\nĐã đọc ${looked}.\n`
}

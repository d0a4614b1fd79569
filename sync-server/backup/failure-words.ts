import { BadSetting } from '../env.ts'

const SQLITE_WORDS: Readonly<Record<number, string>> = {
  5: 'Dữ liệu đang bị một chương trình khác giữ.',
  8: 'Chỉ được phép đọc, không ghi được.',
  10: 'Ổ đĩa không đọc hoặc ghi được.',
  11: 'Tệp dữ liệu bị hỏng.',
  13: 'Ổ đĩa đã đầy.',
  14: 'Không mở được tệp.',
  26: 'Tệp này không phải dữ liệu của Cùng Soạn, hoặc đã hỏng.',
}

const SYSTEM_WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'Ổ đĩa đã đầy.',
  EDQUOT: 'Đã hết dung lượng được cấp trên ổ đĩa.',
  EFBIG: 'Tệp lớn hơn mức hệ thống cho phép.',
  EACCES: 'Không có quyền trên tệp hoặc thư mục.',
  EPERM: 'Không có quyền trên tệp hoặc thư mục.',
  EROFS: 'Ổ đĩa chỉ cho đọc.',
  ENOENT: 'Không có tệp hoặc thư mục này.',
  EIO: 'Ổ đĩa không đọc hoặc ghi được.',
}

/** Why something with files or the database failed, in Vietnamese, with what the system said behind it. */
export function failureWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof BadSetting) return error.message.trim()
  const words =
    'errcode' in error && typeof error.errcode === 'number'
      ? SQLITE_WORDS[error.errcode & 0xff]
      : 'code' in error && typeof error.code === 'string'
        ? SYSTEM_WORDS[error.code]
        : undefined
  return words === undefined ? error.message : `${words} (${error.message})`
}

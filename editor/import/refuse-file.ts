import type { Catalogue } from '../i18n/catalogue.ts'

/** As the server's. */
const LARGEST = 50 * 1024 * 1024

/** Why a file need not be sent at all; undefined for one that only the server can judge. */
export function refuseFile(
  file: Pick<File, 'name' | 'size'>,
  text: Catalogue['importing'],
): string | undefined {
  const kind = /\.([^.]+)$/u.exec(file.name)?.[1]?.toLowerCase()
  if (kind === 'doc' || kind === 'dot') return text.oldWord
  if (kind === 'docm' || kind === 'dotm') return text.macros
  if (kind === 'pdf') return text.pdf
  if (kind !== 'docx' && kind !== 'dotx') return text.otherKind
  if (file.size === 0) return text.noFile
  return file.size > LARGEST ? text.tooLarge(`${LARGEST / 1024 / 1024} MB`) : undefined
}

/** `85 KB`, `1,2 MB`. */
export function saySize(bytes: number, language: string): string {
  const kilobytes = Math.max(1, Math.round(bytes / 1024))
  if (kilobytes < 1000) return `${kilobytes} KB`
  return `${(bytes / 1024 / 1024).toLocaleString(language, { maximumFractionDigits: 1 })} MB`
}

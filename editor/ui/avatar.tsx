import type { CSSProperties } from 'react'

type AvatarProps = {
  readonly name: string
  /** `#rrggbb`, dark enough for white letters. */
  readonly color: string
  readonly size?: 'small' | 'normal'
}

/** A coloured disc with initials. Decoration only: the name stands beside it or in a label. */
export function Avatar({ name, color, size = 'normal' }: AvatarProps) {
  const style = { '--avatar': color } as CSSProperties
  return (
    <span className="avatar" data-size={size} style={style} aria-hidden="true">
      {initials(name)}
    </span>
  )
}

/**
 * Two letters to tell people by. Vietnamese are called by their last name part, so that counts most: *Trần Văn Bình* is
 * TB. Digits are kept whole: *Người soạn 12* is 12.
 */
export function initials(name: string): string {
  const parts = name.trim().split(/\s+/u).filter(Boolean)
  const last = parts.at(-1) ?? ''
  if (/^\d+$/u.test(last)) return last.slice(-2)
  const first = parts.length > 1 ? firstLetter(parts[0] ?? '') : ''
  return (first + firstLetter(last)).toLocaleUpperCase('vi') || '?'
}

function firstLetter(word: string): string {
  return [...word.normalize('NFC')][0] ?? ''
}

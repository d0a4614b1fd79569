import { randomInt } from 'node:crypto'

/** Letters and digits that nobody takes for one another on paper: no 0 and O, no 1, I and L. */
const SIGNS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const GROUPS = 3
const GROUP = 4

/** How long a one-time code lets in. */
export const CODE_LIVES_MS = 72 * 60 * 60 * 1000

/** A new one-time code as it is shown, such as `K7QM-2PXA-9RT3`: some 59 bits of chance. */
export function newOneTimeCode(): string {
  const group = () => Array.from({ length: GROUP }, () => SIGNS[randomInt(SIGNS.length)]).join('')
  return Array.from({ length: GROUPS }, group).join('-')
}

/** What a code means however it was typed: in either case, with any dashes and spaces or none. */
export function bareCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .replaceAll(/[\s\p{Dash}]/gu, '')
    .toUpperCase()
}

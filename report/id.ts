import { uint32 } from 'lib0/random'

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz'

/**
 * A random id of `length` letters and digits (default 12: 62 bits). lib0 takes its randomness from
 * `crypto.getRandomValues`, which unlike `randomUUID` exists on plain http.
 */
export function newId(length = 12): string {
  let id = ''
  // 36 divides 2^32 with a remainder of 4: the bias is below 1e-8 and of no use to anybody.
  while (id.length < length) id += ALPHABET[uint32() % ALPHABET.length]
  return id
}

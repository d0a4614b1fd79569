import { getPriority, setPriority } from 'node:os'

/**
 * For a thread that works while people type: where there is too little of the processor, keystrokes go first. Elsewhere than on
 * Linux it would be the whole server's priority.
 */
export function giveWay(): void {
  if (process.platform === 'linux') setPriority(Math.min(19, getPriority() + 10))
}

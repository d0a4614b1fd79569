import { CHECK_COMMENTS } from './comment-rules.ts'
import { CHECK_PACKAGING, wellFormed } from './packaging-rules.ts'
import { PackageParts } from './package-parts.ts'
import { CHECK_REFERENCES } from './reference-rules.ts'
import { CHECK_STORIES } from './story-rules.ts'

/** What it finds is one sentence for each fault. */
export type Rule = (parts: PackageParts) => Iterable<string>

/**
 * What Word would repair, refuse or silently drop, and what the Open XML SDK does not see; empty for a sound file. The SDK
 * sees other things (order of elements, values of attributes): both have to be asked.
 */
export function checkPackage(bytes: Uint8Array): string[] {
  const parts = new PackageParts(bytes)
  const unreadable = [...wellFormed(parts)]
  if (unreadable.length > 0) return unreadable
  const rules = [...CHECK_PACKAGING, ...CHECK_STORIES, ...CHECK_REFERENCES, ...CHECK_COMMENTS]
  return rules.flatMap((rule) => [...rule(parts)])
}

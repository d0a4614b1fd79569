import type { PersonHere } from './presence/people.ts'

export type Comings = { readonly joined: readonly string[]; readonly left: readonly string[] }

/** Who came and who went between two moments; oneself is neither. */
export function comings(before: readonly PersonHere[], after: readonly PersonHere[]): Comings {
  const others = (people: readonly PersonHere[]) => people.filter(({ isMe }) => !isMe)
  const missingIn = (people: readonly PersonHere[]) => {
    const ids = new Set(people.map(({ id }) => id))
    return ({ id }: PersonHere) => !ids.has(id)
  }
  return {
    joined: others(after)
      .filter(missingIn(before))
      .map(({ name }) => name),
    left: others(before)
      .filter(missingIn(after))
      .map(({ name }) => name),
  }
}

import type { SectionSummary } from '../wire/rest.ts'

/** What a section is called away from its text. `path` is its number with those above it, `II.1.a`; no title: ''. */
export type SectionName = { readonly path: string; readonly title: string }

/** Every section's name, by its id, in the order of the text. */
export function sectionNames(
  sections: readonly Pick<SectionSummary, 'id' | 'level' | 'number' | 'title'>[],
): ReadonlyMap<string, SectionName> {
  const above: { readonly level: number; readonly path: string }[] = []
  return new Map(
    sections.map(({ id, level, number, title }) => {
      while (above.length > 0 && (above.at(-1)?.level ?? 0) >= level) above.pop()
      const path = joined(above.at(-1)?.path ?? '', number)
      above.push({ level, path })
      return [id, { path, title }]
    }),
  )
}

/** `II.1.a. Tiềm lực khoa học`. */
export function sectionLabel({ path, title }: SectionName): string {
  return [path, title].filter(Boolean).join('. ')
}

/** Dashes count nothing: a section behind one is told by what stands above it, and by its title. */
function joined(above: string, number: string): string {
  const own = number.replace(/[).]+$/u, '')
  if (!/[\p{L}\p{N}]/u.test(own)) return above
  return above === '' ? own : `${above}.${own}`
}

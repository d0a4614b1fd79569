import type { ImportWarning } from '../../report/wire/paper.ts'

/** What the person should look at, counted while a file is read. */
export class Warnings {
  readonly #found = new Map<ImportWarning['kind'], { count: number; readonly details: Set<string> }>()

  add(kind: ImportWarning['kind'], detail?: string, count = 1): void {
    const found = this.#found.get(kind) ?? { count: 0, details: new Set<string>() }
    this.#found.set(kind, found)
    found.count += count
    if (detail !== undefined && found.details.size < 10) found.details.add(detail.slice(0, 80))
  }

  list(): ImportWarning[] {
    return [...this.#found].map(([kind, { count, details }]) => ({
      kind,
      count,
      ...(details.size > 0 ? { detail: [...details].join(', ') } : {}),
    }))
  }
}

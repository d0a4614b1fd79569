import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { conclude, readLock, readManifest, root } from './installed.ts'

// What an office may install and pass on without asking a lawyer. OFL is for fonts.
const permitted = new Set(
  (
    'MIT MIT-0 ISC 0BSD BSD-2-Clause BSD-3-Clause Apache-2.0 BlueOak-1.0.0 CC0-1.0 Unlicense Python-2.0 MPL-2.0 ' +
    'OFL-1.1 Zlib CC-BY-4.0 Unicode-3.0 WTFPL'
  ).split(' '),
)

// Packages whose licence was read by a person because they do not name it as SPDX does.
const readByHand = new Map([['node_modules/duck', 'BSD-2-Clause']])

const declared = z.union([
  z.string(),
  z.object({ type: z.string() }).transform((licence) => licence.type),
  z
    .array(z.object({ type: z.string() }))
    .transform((licences) => licences.map((licence) => licence.type).join(' OR ')),
])
const packageSchema = z.object({ license: declared.optional(), licenses: declared.optional() })

/** The licence of a package as it declares it; newer lock files carry it, older packages only say it themselves. */
function licenceOf(path: string, locked: unknown): string {
  const known = readByHand.get(path)
  if (known !== undefined) return known
  const said = declared.safeParse(locked)
  if (said.success) return said.data
  try {
    const manifest = packageSchema.parse(JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')))
    return manifest.license ?? manifest.licenses ?? 'none declared'
  } catch {
    return 'unknown'
  }
}

/** SPDX expressions without nesting: with OR the choice is ours, with AND all must be permitted. */
function isPermitted(expression: string): boolean {
  const choices = expression.replaceAll(/[()]/g, '').split(/\s+OR\s+/)
  return choices.some((choice) => choice.split(/\s+AND\s+/).every((licence) => permitted.has(licence.trim())))
}

const production = Object.entries(readLock().packages)
  .filter(([path, entry]) => path !== '' && !entry.dev)
  .map(([path, entry]) => ({ path, licence: licenceOf(path, entry.license) }))

const { dependencies, devDependencies } = readManifest()
const register = readFileSync(join(root, 'docs/dependencies.md'), 'utf8')
const listed = new Set([...register.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1]))
const direct = Object.keys({ ...dependencies, ...devDependencies })

conclude(
  [
    ...production
      .filter(({ licence }) => !isPermitted(licence))
      .map(({ path, licence }) => `${path}: licence "${licence}" is not permitted`),
    ...direct
      .filter((name) => !listed.has(name))
      .map((name) => `${name} has no line in docs/dependencies.md`),
    ...[...listed]
      .filter((name) => name !== undefined && !direct.includes(name))
      .map((name) => `docs/dependencies.md lists ${name}, which package.json does not`),
  ],
  `${production.length} packages in production, all under permitted licences; ${direct.length} direct ones explained`,
)

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/** The repository's root, where package.json stands. */
export const root = fileURLToPath(new URL('..', import.meta.url))

const versions = z.record(z.string(), z.string())

const manifestSchema = z.object({
  dependencies: versions,
  devDependencies: versions,
  overrides: versions,
})

/** This product's package.json, as far as the checks of this folder ask. */
export function readManifest(): z.infer<typeof manifestSchema> {
  return manifestSchema.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))
}

const lockedSchema = z.object({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  license: z.unknown().optional(),
  dev: z.boolean().optional(),
  devOptional: z.boolean().optional(),
  optional: z.boolean().optional(),
  inBundle: z.boolean().optional(),
})
const lockSchema = z.object({ lockfileVersion: z.number(), packages: z.record(z.string(), lockedSchema) })

/** package-lock.json. Keys are paths such as `node_modules/yjs`; the root's own key is the empty string. */
export function readLock(): z.infer<typeof lockSchema> {
  return lockSchema.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')))
}

/** One copy of a package on disk. */
export type Copy = { readonly name: string; readonly version: string; readonly path: string }

const packageSchema = z.object({ version: z.string().optional() })

/** Every copy of every package below `node_modules`, nested ones too: what Node would really load. */
export function installedCopies(folder = 'node_modules'): Copy[] {
  if (!existsSync(join(root, folder))) return []
  return packageFolders(folder).flatMap((path) => {
    const manifest = join(root, path, 'package.json')
    if (!existsSync(manifest)) return []
    const { version = '0.0.0' } = packageSchema.parse(JSON.parse(readFileSync(manifest, 'utf8')))
    const name = path.slice(folder.length + 1)
    return [{ name, version, path }, ...installedCopies(`${path}/node_modules`)]
  })
}

function packageFolders(folder: string): string[] {
  const names = readdirSync(join(root, folder)).filter((name) => !name.startsWith('.'))
  return names.flatMap((name) =>
    name.startsWith('@')
      ? readdirSync(join(root, folder, name)).map((inner) => `${folder}/${name}/${inner}`)
      : [`${folder}/${name}`],
  )
}

/** Prints what is wrong, one a line, and fails the process; or prints that all is well. */
export function conclude(faults: readonly string[], fine: string): void {
  if (faults.length === 0) return console.log(fine)
  for (const fault of faults) console.error(`- ${fault}`)
  process.exitCode = 1
}

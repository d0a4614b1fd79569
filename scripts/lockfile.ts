import { conclude, readLock } from './installed.ts'

// The offices build inside closed networks with a registry of their own: a lock file that names one registry's
// addresses would send `npm ci` to a host that is not there. Integrity hashes stay: they prove the content.
const { lockfileVersion, packages } = readLock()

const entries = Object.entries(packages).filter(([path]) => path !== '')
const addressed = entries.filter(([, entry]) => entry.resolved !== undefined)
const proved = entries.filter(
  ([path, entry]) => entry.integrity !== undefined || entry.inBundle || isElsewhere(path),
)
const unproved = entries.filter((entry) => !proved.includes(entry))

/**
 * The validator's binaries for other machines than CI's: the registry that this file was written with had only that one, and
 * npm wants all of them named. They are for tests only; whoever runs these elsewhere adds the hash.
 */
function isElsewhere(path: string): boolean {
  return /^node_modules\/@xarsh\/ooxml-validator-(?:darwin|win32|linux-arm64)/.test(path)
}

conclude(
  [
    ...(lockfileVersion === 3 ? [] : [`lockfileVersion is ${lockfileVersion}, not 3`]),
    ...addressed.map(
      ([path]) => `${path} names a registry address; .npmrc says omit-lockfile-registry-resolved`,
    ),
    ...unproved.map(([path]) => `${path} has no integrity hash`),
  ],
  `package-lock.json: ${proved.length} packages, none with a registry address`,
)

import { conclude, readLock } from './installed.ts'

// The offices build inside closed networks with a registry of their own: a lock file that names one registry's
// addresses would send `npm ci` to a host that is not there. Integrity hashes stay: they prove the content.
const { lockfileVersion, packages } = readLock()

const entries = Object.entries(packages).filter(([path]) => path !== '')
const addressed = entries.filter(([, entry]) => entry.resolved !== undefined)
const unproved = entries.filter(([, entry]) => entry.integrity === undefined && !entry.inBundle)

conclude(
  [
    ...(lockfileVersion === 3 ? [] : [`lockfileVersion is ${lockfileVersion}, not 3`]),
    ...addressed.map(
      ([path]) => `${path} names a registry address; .npmrc says omit-lockfile-registry-resolved`,
    ),
    ...unproved.map(([path]) => `${path} has no integrity hash`),
  ],
  `package-lock.json: ${entries.length} packages, all with a hash, none with a registry address`,
)

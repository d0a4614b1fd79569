import { conclude, type Copy, installedCopies, readManifest } from './installed.ts'

// Two copies of Yjs in one page do not recognise each other's types: a client stays empty although its frames
// arrive. Two copies of a ProseMirror package break `instanceof` and plugin keys in the same silent way.
const single = /^(yjs|lib0|y-protocols|y-websocket|prosemirror-.+|@tiptap\/(core|pm|y-tiptap))$/

// y-prosemirror beside y-tiptap: both create the plugin key `y-sync`, and everything that asks for it misfires.
const unwelcome = ['y-prosemirror', '@y/prosemirror']

const manifest = readManifest()
const copies = installedCopies()
const pinned = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.overrides }
const tiptap = pinned['@tiptap/core']

function duplicates(): string[] {
  const byName = Map.groupBy(
    copies.filter((copy) => single.test(copy.name)),
    (copy) => copy.name,
  )
  return [...byName]
    .filter(([, found]) => found.length > 1)
    .map(([name, found]) => `${name} is installed ${found.length} times: ${found.map(describe).join(', ')}`)
}

function describe(copy: Copy): string {
  return `${copy.version} in ${copy.path}`
}

function wrongVersions(): string[] {
  return copies
    .filter((copy) => /^(@tiptap\/|prosemirror-view$|yjs$|y-websocket$)/.test(copy.name))
    .map((copy) => ({ copy, wanted: pinned[copy.name] ?? tiptap }))
    .filter(({ copy, wanted }) => copy.version !== wanted)
    .map(({ copy, wanted }) => `${describe(copy)}: the pin is ${wanted}`)
}

function looseRanges(): string[] {
  return Object.entries(pinned)
    .filter(([name, range]) => name !== 'node' && !/^\d+\.\d+\.\d+$/.test(range))
    .map(([name, range]) => `${name} "${range}" in package.json is not an exact version`)
}

function missing(): string[] {
  return ['yjs', '@tiptap/core', '@tiptap/y-tiptap', 'prosemirror-view']
    .filter((name) => !copies.some((copy) => copy.name === name))
    .map((name) => `${name} is not installed`)
}

// 3.0.6 and later reverse what is typed beside a remote typist (reference: docs/dependencies.md).
const y = pinned['@tiptap/y-tiptap'] === '3.0.5' ? [] : ['@tiptap/y-tiptap must be pinned to 3.0.5']

const strangers = copies
  .filter((copy) => unwelcome.includes(copy.name))
  .map((copy) => `${copy.path} must not be here`)

conclude(
  [...missing(), ...duplicates(), ...wrongVersions(), ...looseRanges(), ...y, ...strangers],
  `one copy each of Yjs, lib0, y-protocols and ProseMirror; @tiptap ${tiptap}; y-tiptap 3.0.5`,
)

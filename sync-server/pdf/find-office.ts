import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['soffice', 'libreoffice']
/** Where the packages put it that do not put it on the PATH. */
const FOLDERS = ['/usr/lib/libreoffice/program', '/usr/lib64/libreoffice/program', '/opt/libreoffice/program']

/** The LibreOffice of this machine: the one that `SOFFICE` names, or the first on the PATH; none with `SOFFICE=off`. */
export function findOffice(configured: string | undefined, path: string): string | undefined {
  // Its children cannot be ended as one there.
  if (process.platform === 'win32' || configured === 'off') return undefined
  if (configured !== undefined) return isProgram(configured) ? configured : undefined
  const folders = [...path.split(delimiter).filter((folder) => folder !== ''), ...FOLDERS]
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isProgram)
}

export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

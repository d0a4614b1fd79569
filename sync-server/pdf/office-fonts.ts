import { execFile } from 'node:child_process'

/** Their letters are as wide as those of the form, so that lines and pages break where Word breaks them. */
const FAMILIES = /Times New Roman|Liberation Serif|Tinos/

/** Whether papers can be drawn in one font with all Vietnamese letters; undefined where nobody can tell. */
export function hasVietnameseTimes(path: string): Promise<boolean | undefined> {
  return new Promise((resolve) => {
    const env = { PATH: path, LANG: 'C.UTF-8' }
    execFile('fc-list', [':lang=vi', 'family'], { env, timeout: 10_000 }, (error, families) =>
      resolve(error ? undefined : FAMILIES.test(families)),
    )
  })
}

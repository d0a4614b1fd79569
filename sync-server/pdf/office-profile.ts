import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

type Setting = readonly [path: string, name: string, value: string | number | boolean]

/**
 * LibreOffice with nobody in front of it: nothing of a document runs, nothing is fetched, nobody is asked, nothing is
 * recovered. Versions ignore what they do not know.
 */
const SETTINGS: readonly Setting[] = [
  ['Office.Common/Misc', 'FirstRun', false],
  ['Office.Common/Misc', 'CrashReport', false],
  ['Setup/Office', 'ooSetupInstCompleted', true],
  ['Office.Common/Security/Scripting', 'DisableMacrosExecution', true],
  ['Office.Common/Security/Scripting', 'MacroSecurityLevel', 3],
  ['Office.Common/Security/Scripting', 'BlockUntrustedRefererLinks', true],
  ['Office.Java/VirtualMachine', 'Enable', false],
  // Whatever it wanted from a network, it asks a proxy that is not there.
  ['Inet/Settings', 'ooInetProxyType', 2],
  ['Inet/Settings', 'ooInetHTTPProxyName', '127.0.0.1'],
  ['Inet/Settings', 'ooInetHTTPProxyPort', 9],
  ['Inet/Settings', 'ooInetHTTPSProxyName', '127.0.0.1'],
  ['Inet/Settings', 'ooInetHTTPSProxyPort', 9],
  ['Office.Writer/Content/Update', 'Link', 2],
  ['Office.Recovery/RecoveryInfo', 'Enabled', false],
  ['Office.Recovery/AutoSave', 'Enabled', false],
  // Headings as bookmarks and the structure for screen readers; no comment ever.
  ['Office.Common/Filter/PDF/Export', 'ExportBookmarks', true],
  ['Office.Common/Filter/PDF/Export', 'UseTaggedPDF', true],
  ['Office.Common/Filter/PDF/Export', 'ExportNotes', false],
]

/** Makes a profile of our own, so that neither the settings of a person nor a running LibreOffice come into play. */
export async function makeProfile(folder: string): Promise<void> {
  await mkdir(join(folder, 'user'), { recursive: true, mode: 0o700 })
  await writeFile(join(folder, 'user', 'registrymodifications.xcu'), profileXml())
}

function profileXml(): string {
  const items = SETTINGS.map(
    ([path, name, value]) =>
      `<item oor:path="/org.openoffice.${path}"><prop oor:name="${name}" oor:op="fuse"><value>${value}</value></prop></item>`,
  )
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
    ...items,
    '</oor:items>',
    '',
  ].join('\n')
}

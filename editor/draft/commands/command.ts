import type { Editor } from '@tiptap/core'
import type { LucideIcon } from 'lucide-react'

import type { Catalogue } from '../../i18n/catalogue.ts'

export type CommandName = keyof Catalogue['drafting']['commands']

/** What a command may ask of the page around the text. */
export type CommandStage = {
  readonly chooseImage: () => void
  /** Left out for who may not comment. */
  readonly comment?: (() => void) | undefined
}

/**
 * One thing that can be done to the text. The toolbar, the keys and the menus are all made from these objects, so that
 * they cannot disagree.
 */
export type Command = {
  readonly name: CommandName
  readonly icon: LucideIcon
  /** In TipTap's notation, first the one that people are shown. */
  readonly keys: readonly string[]
  readonly run: (editor: Editor, stage: CommandStage) => void
  /** Left out where there is no on and off. */
  readonly isActive?: (editor: Editor) => boolean
  /** Cheap: it is asked after every transaction. Left out where it can always be tried. */
  readonly isEnabled?: (editor: Editor) => boolean
  /** It does not act where the caret is, so it can be used although nothing may be written there. */
  readonly isAnywhere?: boolean
  /** It changes nothing of the text. */
  readonly isForReaders?: boolean
}

/** `Mod-Shift-8` as it is printed on the keys: `Ctrl+Shift+8`. */
export function sayKeys(command: Command): string | undefined {
  const [keys] = command.keys
  return keys?.split('-').map(sayKey).join('+')
}

function sayKey(key: string): string {
  if (key === 'Mod') return 'Ctrl'
  return key.length === 1 ? key.toUpperCase() : key
}

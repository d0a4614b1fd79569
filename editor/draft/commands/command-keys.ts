import { Extension } from '@tiptap/core'

import { KEYED } from './all.ts'
import type { Command, CommandStage } from './command.ts'

/** Binds the registry's keys. */
export function commandKeys(stage: CommandStage): Extension {
  return Extension.create({
    name: 'commandKeys',
    // Above the extensions' own bindings, so that a key does here what the toolbar says it does.
    priority: 1000,
    addKeyboardShortcuts() {
      const press = (command: Command) => () => {
        command.run(this.editor, stage)
        return true
      }
      return Object.fromEntries(
        KEYED.flatMap((command) => command.keys.map((keys) => [keys, press(command)])),
      )
    },
  })
}

import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { Toolbar as Radix } from 'radix-ui'
import { memo } from 'react'
import type { KeyboardEvent, MouseEvent } from 'react'

import { useText } from '../../i18n/text.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { TOOLBAR } from '../commands/all.ts'
import { sayKeys } from '../commands/command.ts'
import type { Command, CommandStage } from '../commands/command.ts'
import { footnote } from '../commands/footnote.ts'
import { whyNotHere } from '../rights/judge.ts'
import { TableButton } from './table-button.tsx'

type ToolbarProps = { readonly editor: Editor; readonly stage: CommandStage; readonly disabled: boolean }

/** One tab stop, arrows inside, Escape back to the text. */
export const Toolbar = memo(function Toolbar({ editor, stage, disabled }: ToolbarProps) {
  const { drafting } = useText()
  const states = useToolbarStates(editor)

  const isOff = (command: Command) => (command.isForReaders ? stage.comment === undefined : disabled)
  const handleKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    editor.view.focus()
  }
  return (
    <Radix.Root
      className="toolbar"
      data-region="toolbar"
      aria-label={drafting.regionToolbar}
      onKeyDown={handleKey}
      onMouseDown={keepCaret}
    >
      {TOOLBAR.map((group) => (
        <div key={group[0]?.name} className="toolbar-group" role="group">
          {group.includes(footnote) && <TableButton editor={editor} stage={stage} disabled={disabled} />}
          {group.map((command) => (
            <CommandButton
              key={command.name}
              command={command}
              state={isOff(command) ? 'disabled' : (states[command.name] ?? 'off')}
              onRun={() => command.run(editor, stage)}
            />
          ))}
        </div>
      ))}
    </Radix.Root>
  )
})

type ButtonState = 'on' | 'off' | 'disabled' | 'plain'

/** Compared by value, so the toolbar draws only when a button really changes, not per keystroke. */
function useToolbarStates(editor: Editor): Partial<Record<string, ButtonState>> {
  return useEditorState({ editor, selector: () => readStates(editor) })
}

function readStates(editor: Editor): Partial<Record<string, ButtonState>> {
  const closed = whyNotHere(editor.state) !== undefined
  return Object.fromEntries(
    TOOLBAR.flat().map((command) => [
      command.name,
      closed && !command.isAnywhere ? 'disabled' : stateOf(command, editor),
    ]),
  )
}

function stateOf(command: Command, editor: Editor): ButtonState {
  if (command.isEnabled && !command.isEnabled(editor)) return 'disabled'
  if (!command.isActive) return 'plain'
  return command.isActive(editor) ? 'on' : 'off'
}

type CommandButtonProps = {
  readonly command: Command
  readonly state: ButtonState
  readonly onRun: () => void
}

function CommandButton({ command, state, onRun }: CommandButtonProps) {
  const { drafting } = useText()
  const name = drafting.commands[command.name]
  const isToggle = command.isActive !== undefined
  // `aria-disabled` and not `disabled`: the arrows must not jump, and the tooltip says what it would do.
  return (
    <Tooltip text={name} shortcut={sayKeys(command)}>
      <Radix.Button
        className="icon-button"
        aria-label={name}
        aria-keyshortcuts={ariaKeys(command)}
        aria-pressed={isToggle ? state === 'on' : undefined}
        aria-disabled={state === 'disabled' || undefined}
        onClick={() => state !== 'disabled' && onRun()}
      >
        <command.icon size={18} aria-hidden="true" />
      </Radix.Button>
    </Tooltip>
  )
}

function ariaKeys(command: Command): string | undefined {
  return command.keys[0]?.replace('Mod', 'Control').replaceAll('-', '+')
}

/** A mouse on the toolbar leaves the caret and an input method's composition where they are. */
function keepCaret(event: MouseEvent): void {
  event.preventDefault()
}

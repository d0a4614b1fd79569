import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { Table } from 'lucide-react'
import { Toolbar as Radix } from 'radix-ui'
import { useState } from 'react'

import { useText } from '../../i18n/text.tsx'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../../ui/menu.tsx'
import { Popover } from '../../ui/popover.tsx'
import type { CommandName, CommandStage } from '../commands/command.ts'
import { insertTable, isInTable, TABLE_COMMANDS } from '../commands/tables.ts'
import { whyNotHere } from '../rights/judge.ts'
import { TableSizePicker } from './table-size-picker.tsx'

type TableButtonProps = { readonly editor: Editor; readonly stage: CommandStage; readonly disabled: boolean }

/** Outside a table it makes one; inside, it changes the one around the caret. */
export function TableButton(props: TableButtonProps) {
  const { editor } = props
  const inTable = useEditorState({ editor, selector: () => isInTable(editor) })
  const closed = useEditorState({ editor, selector: () => whyNotHere(editor.state) !== undefined })
  const disabled = props.disabled || closed
  return inTable ? <TableMenu {...props} disabled={disabled} /> : <NewTable {...props} disabled={disabled} />
}

function NewTable({ editor, disabled }: TableButtonProps) {
  const { drafting } = useText()
  const [open, setOpen] = useState(false)
  const handleChoose = (rows: number, columns: number) => {
    setOpen(false)
    insertTable(editor, rows, columns)
  }
  return (
    <Popover
      label={drafting.commands.insertTable}
      open={open}
      onOpenChange={setOpen}
      onCloseAutoFocus={backToText(editor)}
      trigger={<TriggerButton label={drafting.commands.insertTable} pressed={false} disabled={disabled} />}
    >
      <TableSizePicker onChoose={handleChoose} />
    </Popover>
  )
}

function TableMenu({ editor, stage, disabled }: TableButtonProps) {
  const { drafting } = useText()
  // Asked after every transaction: the cells are chosen long after this was drawn.
  const impossible = useEditorState({ editor, selector: () => listImpossible(editor) })
  return (
    <Menu
      onCloseAutoFocus={backToText(editor)}
      trigger={<TriggerButton label={drafting.commands.table} pressed disabled={disabled} />}
    >
      <MenuLabel>{drafting.commands.table}</MenuLabel>
      {TABLE_COMMANDS.map((group, index) => (
        <div key={group[0]?.name} role="group">
          {index > 0 && <MenuSeparator />}
          {group.map((command) => (
            <MenuItem
              key={command.name}
              tone={command.name.startsWith('delete') ? 'danger' : 'plain'}
              disabled={impossible.includes(command.name)}
              onSelect={() => command.run(editor, stage)}
            >
              <command.icon size={16} aria-hidden="true" />
              {drafting.commands[command.name]}
            </MenuItem>
          ))}
        </div>
      ))}
    </Menu>
  )
}

function listImpossible(editor: Editor): CommandName[] {
  return TABLE_COMMANDS.flat().flatMap(({ name, isEnabled }) => (isEnabled?.(editor) === false ? [name] : []))
}

type TriggerProps = React.ComponentProps<typeof Radix.Button> & { label: string; pressed: boolean }

function TriggerButton({ label, pressed, ...rest }: TriggerProps) {
  return (
    <Radix.Button {...rest} className="icon-button" aria-label={label} title={label} data-pressed={pressed}>
      <Table size={18} aria-hidden="true" />
    </Radix.Button>
  )
}

/** The caret is where the work goes on, not the button that was pressed. */
function backToText(editor: Editor) {
  return (event: Event) => {
    event.preventDefault()
    editor.view.focus()
  }
}

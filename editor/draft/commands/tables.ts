import type { Editor } from '@tiptap/core'
import { CellSelection } from '@tiptap/pm/tables'
import {
  BetweenHorizontalEnd,
  BetweenHorizontalStart,
  BetweenVerticalEnd,
  BetweenVerticalStart,
  PanelTop,
  TableCellsMerge,
  TableCellsSplit,
  Trash2,
} from 'lucide-react'

import { NODE } from '../../../report/schema/names.ts'
import { isInside } from './blocks.ts'
import type { Command, CommandName } from './command.ts'

export function isInTable(editor: Editor): boolean {
  return isInside(editor, NODE.table)
}

/** A new table has its header row: a report's tables always name their columns. */
export function insertTable(editor: Editor, rows: number, cols: number): void {
  editor.commands.insertTable({ rows, cols, withHeaderRow: true })
}

function tableCommand(name: CommandName, icon: Command['icon'], run: (editor: Editor) => boolean): Command {
  return { name, icon, keys: [], run, isEnabled: isInTable }
}

/** What can be done to the table around the caret, in the groups of the menu. */
export const TABLE_COMMANDS: readonly (readonly Command[])[] = [
  [
    tableCommand('addRowBefore', BetweenVerticalStart, (editor) => editor.commands.addRowBefore()),
    tableCommand('addRowAfter', BetweenVerticalEnd, (editor) => editor.commands.addRowAfter()),
    tableCommand('addColumnBefore', BetweenHorizontalStart, (editor) => editor.commands.addColumnBefore()),
    tableCommand('addColumnAfter', BetweenHorizontalEnd, (editor) => editor.commands.addColumnAfter()),
  ],
  [
    {
      ...tableCommand('mergeCells', TableCellsMerge, (editor) => editor.commands.mergeCells()),
      isEnabled: ({ state }) => state.selection instanceof CellSelection,
    },
    {
      ...tableCommand('splitCell', TableCellsSplit, (editor) => editor.commands.splitCell()),
      isEnabled: (editor) => isInTable(editor) && editor.can().splitCell(),
    },
    tableCommand('toggleHeaderRow', PanelTop, (editor) => editor.commands.toggleHeaderRow()),
  ],
  [
    tableCommand('deleteRow', Trash2, (editor) => editor.commands.deleteRow()),
    tableCommand('deleteColumn', Trash2, (editor) => editor.commands.deleteColumn()),
    tableCommand('deleteTable', Trash2, (editor) => editor.commands.deleteTable()),
  ],
]

import type { Editor } from '@tiptap/core'
import { createTable } from '@tiptap/extension-table'
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

import { must } from '../../../report/must.ts'
import { NODE } from '../../../report/schema/names.ts'
import { placeBlock } from '../editing/insert-commands.ts'
import { isInside } from './blocks.ts'
import type { Command, CommandName } from './command.ts'

export function isInTable(editor: Editor): boolean {
  return isInside(editor, NODE.table)
}

/** A new table has its header row: a report's tables always name their columns. The caret goes into its first cell. */
export function insertTable({ state, view }: Editor, rows: number, columns: number): void {
  const { schema } = state
  const paragraph = must(schema.nodes[NODE.paragraph], 'paragraphs in the schema').create()
  view.dispatch(placeBlock(state, createTable(schema, rows, columns, true, paragraph)))
}

function tableCommand(name: CommandName, icon: Command['icon'], run: (editor: Editor) => boolean): Command {
  return { name, icon, keys: [], run, isEnabled: isInTable }
}

/** What can be done to the table around the caret, in the groups of the menu. */
export const TABLE_COMMANDS: readonly (readonly Command[])[] = [
  [
    tableCommand('addRowBefore', BetweenHorizontalStart, (editor) => editor.commands.addRowBefore()),
    tableCommand('addRowAfter', BetweenHorizontalEnd, (editor) => editor.commands.addRowAfter()),
    tableCommand('addColumnBefore', BetweenVerticalStart, (editor) => editor.commands.addColumnBefore()),
    tableCommand('addColumnAfter', BetweenVerticalEnd, (editor) => editor.commands.addColumnAfter()),
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

import { Extension, type Command as TiptapCommand } from '@tiptap/core'
import { Slice } from '@tiptap/pm/model'
import { type Command, type EditorState, Plugin } from '@tiptap/pm/state'
import {
  addColumnAfter,
  addColumnBefore,
  addRowAfter,
  addRowBefore,
  deleteColumn,
  deleteRow,
  findTable,
  fixTables,
  mergeCells,
  splitCell,
  tableEditing,
  toggleHeader,
} from '@tiptap/pm/tables'
import { changesBlocks, isLocalEdit, withoutReset } from './local-edit.ts'

/**
 * Cell selection and table repair of prosemirror-tables, with one difference: a table is made rectangular only by whoever
 * changes its shape at this screen. When one person adds a row while another adds a column, the original has both screens
 * add the missing cell, then both pad the other rows for the surplus cell, and so on for ever.
 */
export function localTableEditing(): Plugin {
  const editing = tableEditing()
  const { appendTransaction } = editing.spec
  return new Plugin({
    ...editing.spec,
    appendTransaction(transactions, oldState, newState) {
      const appended = appendTransaction?.call(editing, transactions, oldState, newState) ?? null
      if (!appended?.docChanged) return appended
      return transactions.some((tr) => isLocalEdit(tr) && changesBlocks(tr)) ? withoutReset(appended) : null
    },
  })
}

const SHAPING: Readonly<Record<string, Command>> = {
  addRowBefore,
  addRowAfter,
  addColumnBefore,
  addColumnAfter,
  deleteRow,
  deleteColumn,
  mergeCells,
  splitCell,
  toggleHeaderRow: toggleHeader('row'),
}

/**
 * The table commands, on a table that is rectangular first. One whose row and another's column met is not, until somebody
 * changes it; prosemirror-tables takes the type of a cell that is missing from the table's beginning, which is a row.
 */
export const SquareTableCommands = Extension.create({
  name: 'squareTableCommands',
  // Behind the table's own commands, whose names these take.
  priority: 50,
  addCommands: () =>
    Object.fromEntries(
      Object.entries(SHAPING).map(([name, command]) => [
        name,
        (): TiptapCommand =>
          ({ state, dispatch }) => {
            if (dispatch) squareTable(state)
            return command(state, dispatch)
          },
      ]),
    ),
})

/** Fills up the table around the caret, in the transaction that the command is about to use. */
function squareTable(state: EditorState): void {
  const table = findTable(state.selection.$from)
  if (!table) return
  const { doc } = state
  const without = doc.replace(table.pos, table.pos + table.node.nodeSize, Slice.empty)
  // Compared with a report that lacks this table alone: others', perhaps in others' sections, are not touched.
  fixTables(state, { doc: without } as EditorState)
  // TipTap's state follows its transaction when that is asked for.
  void state.tr
}

import { Plugin } from '@tiptap/pm/state'
import { tableEditing } from '@tiptap/pm/tables'
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

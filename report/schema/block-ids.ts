import { Extension } from '@tiptap/core'
import { BLOCKS_WITH_ID } from './names.ts'

const ID = /^[0-9a-zA-Z_-]{4,40}$/

/** The `id` of every block. Who assigns and repairs ids is not the schema's business. */
export const BlockIds = Extension.create({
  name: 'blockIds',

  addGlobalAttributes() {
    return [
      {
        types: [...BLOCKS_WITH_ID],
        attributes: {
          id: {
            default: null,
            keepOnSplit: false,
            parseHTML: (element: HTMLElement) => {
              const id = element.getAttribute('data-id')
              return id !== null && ID.test(id) ? id : null
            },
            renderHTML: ({ id }: Record<string, unknown>) =>
              typeof id === 'string' ? { 'data-id': id } : {},
          },
        },
      },
    ]
  },
})

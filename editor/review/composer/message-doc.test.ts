// @vitest-environment happy-dom
import { Editor } from '@tiptap/core'
import { expect, onTestFinished, test } from 'vitest'

import { parseMessage, printMessage } from '../../../report/review/message-text.ts'
import { blocksOfDoc, docOfBlocks, messageExtensions } from './message-doc.ts'

function open(text: string): Editor {
  const editor = new Editor({ extensions: messageExtensions(), content: docOfBlocks(parseMessage(text)) })
  // Its timers would go on where there is no page any more.
  onTestFinished(() => editor.destroy())
  return editor
}
const print = (editor: Editor) => printMessage(blocksOfDoc(editor.getJSON()))

test.each([
  'Một câu.',
  'Hai đoạn,\n\n**đậm** và thường.',
  '- một\n- hai **đậm**',
  '1. một\n2. hai',
  'Nhờ @[Đỗ Thị Hồng](user:u1) và @[Sở KH&CN](office:so) xem.',
  'Trước\n\n- giữa\n\nsau',
])('what a message says stands in the field and comes out the same: %j', (text) => {
  const said = printMessage(parseMessage(text))
  expect(print(open(said))).toBe(said)
})

test('what looks like markup and was typed stays what was typed', () => {
  const editor = open('')
  for (const typed of ['1. Không phải danh sách', '**sao**', '- gạch', '@[a](user:b)', '<b>x</b> & y']) {
    editor.commands.setContent({
      type: 'doc',
      content: [{ type: 'paragraph', content: [{ type: 'text', text: typed }] }],
    })
    expect(parseMessage(print(editor))).toEqual([
      { type: 'paragraph', runs: [{ type: 'text', text: typed, bold: false }] },
    ])
  }
})

test('empty lines are none, and a field of blanks is an empty message', () => {
  const editor = open('')
  expect(print(editor)).toBe('')
  editor.commands.setContent({
    type: 'doc',
    content: [
      { type: 'paragraph' },
      { type: 'paragraph', content: [{ type: 'text', text: '  ' }] },
      { type: 'bulletList', content: [{ type: 'listItem', content: [{ type: 'paragraph' }] }] },
    ],
  })
  expect(print(editor)).toBe('')
})

test('of a pasted page only what a message can hold is left', () => {
  const editor = open('')
  editor.commands.insertContent(
    '<h1>Tiêu đề</h1><p>chữ <b>đậm</b> <i>nghiêng</i> <a href="javascript:alert(1)">liên kết</a></p><ul><li>một<ul><li>trong</li></ul></li></ul><img src=x onerror=alert(1)>',
  )
  const html = editor.getHTML()
  expect(html).not.toMatch(/<(h1|i|em|a|img)|javascript|onerror/u)
  expect(print(editor)).toContain('**đậm**')
  expect(print(editor)).toContain('trong')
})

// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest'
import { openDesk, pause, run, seededUpdate, texts, write } from '../editing/test-desk.ts'
import { handoverText, wordsToInsert } from './handover-text.ts'
import { insertAtEnd } from './insert-text.ts'

const sectionId = (desk: ReturnType<typeof openDesk>) => desk.editor.state.doc.child(1).attrs.id as string

describe('inserting at the end of a section', () => {
  test('adds paragraphs behind its last words, or in place of its blank line', () => {
    const desk = write(openDesk(seededUpdate()), [''], ['Đã có.'], [''])
    expect(run(desk, insertAtEnd('preamble', 'mở đầu'))).toBe(true)
    pause(desk)
    expect(run(desk, insertAtEnd(sectionId(desk), ' một \n\nhai '))).toBe(true)
    expect(texts(desk).slice(0, 2)).toEqual([['mở đầu'], ['Đã có.', 'một', 'hai']])
    desk.editor.commands.undo()
    expect(texts(desk)[1]).toEqual(['Đã có.'])
  })

  test('refuses a section that is not there, and nothing at all', () => {
    const desk = openDesk(seededUpdate())
    expect(run(desk, insertAtEnd('gone', 'một'))).toBe(false)
    expect(run(desk, insertAtEnd(sectionId(desk), ' \n'))).toBe(false)
  })
})

describe('what is handed over', () => {
  const section = {
    id: 's',
    number: '1',
    title: 'Mục',
    why: 'section-approved',
    blocks: [
      [
        { text: 'Đã có. ', own: false },
        { text: 'Thêm', own: true },
        { text: ' giữa ', own: false },
        { text: 'chừng', own: true },
      ],
      [
        { text: '- ', own: false },
        { text: 'cả dòng…', own: true },
      ],
    ],
    deleted: ['cũ'],
  } as const

  test('are own words; what is left out between others’ words is told, and deletions asked for', () => {
    expect(handoverText(section)).toBe('[…] Thêm […] chừng\n- cả dòng…\n[Đề nghị bỏ: “cũ”]')
  })

  test('says that something is left out only where it is', () => {
    const blocks = (...parts: [text: string, own: boolean][]) => [parts.map(([text, own]) => ({ text, own }))]
    const line = (...parts: [text: string, own: boolean][]) =>
      handoverText({ ...section, blocks: blocks(...parts), deleted: [] })
    expect(line(['Đã có.', false], [' Còn mạng. ', true])).toBe('[…] Còn mạng.')
    expect(line(['Còn mạng. ', true], ['Đã có.', false])).toBe('Còn mạng. […]')
    expect(line(['Một', true], [', ', false], ['hai…', true])).toBe('Một, hai…')
    expect(wordsToInsert('Còn mạng. […]')).toBe('Còn mạng.')
    expect(wordsToInsert('…v.v. …')).toBe('…v.v. …')
  })

  test('goes into the report without notes and requests', () => {
    expect(wordsToInsert(handoverText(section))).toBe('Thêm … chừng\n- cả dòng…')
  })
})

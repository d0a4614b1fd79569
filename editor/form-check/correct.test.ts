// @vitest-environment happy-dom
import * as fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { readContent } from '../../report/content/read-content.ts'
import { checkForm } from '../../report/form-check/check-form.ts'
import type { Finding } from '../../report/form-check/finding.ts'
import { must } from '../../report/must.ts'
import { type Desk, openDesk, pause, seededUpdate, texts, write } from '../draft/editing/test-desk.ts'
import { openGuardedDesk } from '../draft/rights/test-rights.ts'
import { correct, mayCorrect } from './correct.ts'
import { selectFinding } from './show-finding.ts'

const HEAD = {
  issuingBody: '',
  superiorBody: '',
  number: '',
  place: '',
  date: '',
  type: '',
  subject: '',
  authority: '',
  signatoryTitle: '',
  signatoryName: '',
  recipients: [],
}

const desks: Desk[] = []
afterEach(() => {
  for (const { editor } of desks.splice(0)) editor.destroy()
})
function open(...paragraphs: string[]): Desk {
  const desk = write(openDesk(seededUpdate()), [''], paragraphs)
  desks.push(desk)
  return desk
}
const found = (desk: Desk, rule?: Finding['rule']) =>
  checkForm(readContent(desk.doc), HEAD).filter((one) => rule === undefined || one.rule === rule)
function correctAll(desk: Desk, rule: Finding['rule']): void {
  pause(desk)
  const tr = must(correct(desk.editor.state, found(desk, rule)), `something of ${rule}`)
  desk.editor.view.dispatch(tr)
}
/** Into the paragraph of this index of the first section. */
function addNote({ editor }: Desk, index: number, offset: number, text: string): void {
  const { state, schema } = editor
  let pos = state.doc.child(0).nodeSize + 1
  for (let before = 0; before < index; before += 1) pos += state.doc.child(1).child(before).nodeSize
  const note = must(schema.nodes.footnote, 'footnote').create(null, schema.text(text))
  editor.view.dispatch(state.tr.insert(pos + 1 + offset, note))
}

describe('putting right', () => {
  test('all of a rule at once, behind footnotes and in them, undone as one', () => {
    const desk = open('Mã 20–NQ/TW và 31–CT/TU.', 'Hết.')
    addNote(desk, 0, 2, 'Theo 9–QĐ/TU')
    const before = texts(desk)
    correctAll(desk, 'code-dash')
    expect(texts(desk)[1]).toEqual(['MãTheo 9-QĐ/TU 20-NQ/TW và 31-CT/TU.', 'Hết.'])
    expect(found(desk, 'code-dash')).toEqual([])
    desk.editor.commands.undo()
    expect(texts(desk)).toEqual(before)
  })

  test('changes only the letters that differ: what is bold stays so, a footnote in the midst of it too', () => {
    const desk = open('Theo Nghị quyết số 20-NQ/TW ngày 01/11/2012 của Trung ương.', 'Hết.')
    const { editor } = desk
    const start = editor.state.doc.child(0).nodeSize + 2
    const bold = must(editor.schema.marks.bold, 'bold')
    editor.view.dispatch(editor.state.tr.addMark(start + 5, start + 15, bold.create()))
    correctAll(desk, 'citation-comma')
    expect(texts(desk)[1]?.[0]).toBe('Theo Nghị quyết số 20-NQ/TW, ngày 01/11/2012 của Trung ương.')
    const [, second] = editor.state.doc.child(1).child(0).children
    expect([second?.text, second?.marks.length]).toEqual(['Nghị quyết', 1])
  })

  test('is not offered where one may not write, nor where nobody knows better', () => {
    const author = open('Mã 20–NQ/TW. Theo Chỉ thị 31-CT/TU.')
    const id = String(author.editor.state.doc.child(1).attrs.id)
    const guarded = openGuardedDesk(seededUpdate(), { records: { [id]: { officeIds: ['hoi'] } } })
    desks.push(guarded)
    const [dash] = found(author, 'code-dash')
    const [number] = found(author, 'citation-number')
    expect(mayCorrect(author.editor.state, must(dash, 'a dash'))).toBe(true)
    expect(mayCorrect(author.editor.state, must(number, 'a citation'))).toBe(false)
    expect(mayCorrect(guarded.editor.state, must(dash, 'a dash'))).toBe(false)
  })

  test('of any text leaves nothing of the rule, and of the rest every letter', () => {
    const piece = fc.constantFrom('20–NQ/TW', ' 31 – CT/TU', 'a ', '  ', ' , ', 'thuỷ ', 'ủy ', 'b')
    const rules = ['code-dash', 'code-space', 'tone-mixed', 'double-space', 'space-before-mark'] as const
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 8 }),
        fc.constantFrom(...rules),
        (pieces, rule) => {
          const desk = write(openDesk(seededUpdate()), [''], [pieces.join(''), 'Hết.'])
          const all = found(desk, rule)
          if (all.length > 0) {
            const letters = plain(desk)
            correctAll(desk, rule)
            expect(found(desk, rule)).toEqual([])
            expect(plain(desk)).toBe(letters)
          }
          desk.editor.destroy()
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('showing', () => {
  test('selects the words, also behind a footnote and in one', () => {
    const desk = open('Mã 20–NQ/TW và 31–CT/TU.', 'Hết.')
    addNote(desk, 0, 2, 'Theo 9–QĐ/TU')
    const selected = found(desk, 'code-dash').map((finding) => {
      expect(selectFinding(desk.editor, finding)).toBe(true)
      const { from, to } = desk.editor.state.selection
      return desk.editor.state.doc.textBetween(from, to)
    })
    expect(selected).toEqual(['20–NQ/TW', '31–CT/TU', '9–QĐ/TU'])
  })

  test('says when they are gone', () => {
    const desk = open('Mã 20–NQ/TW.')
    const [finding] = found(desk, 'code-dash')
    write(desk, [''], ['khác'])
    expect(selectFinding(desk.editor, must(finding, 'a finding'))).toBe(false)
  })
})

/** Without what the rules are about. */
function plain(desk: Desk): string {
  return (texts(desk)[1] ?? [])
    .join('\n')
    .replaceAll(/[\s–-]/gu, '')
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
}

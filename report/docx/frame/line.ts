import { BorderStyle, Paragraph, TextRun } from 'docx'
import type { Twips } from '../../form/profiles.ts'
import { soundText } from '../sound-text.ts'
import { FRAME_STYLE } from './frame-styles.ts'

/** A paragraph in a style of the frame; line feeds in its text begin new lines. */
export function line(style: string, text: string): Paragraph {
  return new Paragraph({ style, children: runsOf(text) })
}

export function runsOf(text: string): TextRun[] {
  return text
    .split('\n')
    .map((part, index) => new TextRun({ text: soundText(part), ...(index > 0 ? { break: 1 } : {}) }))
}

/**
 * A drawn rule of this width in the middle of a column: the upper border of an empty paragraph, which every program draws at
 * the same place and no letter moves.
 */
export function rule(width: Twips, column: Twips): Paragraph {
  const side = Math.max(0, Math.round((column - width) / 2))
  return new Paragraph({
    style: FRAME_STYLE.rule,
    indent: { left: side, right: side },
    border: { top: { style: BorderStyle.SINGLE, size: 6, space: 1, color: '000000' } },
  })
}

/** One point high. In front of a table it keeps LibreOffice from putting a whole line there; behind one Word wants a paragraph. */
export function gap(): Paragraph {
  return new Paragraph({ style: FRAME_STYLE.gap })
}

/** Between the text and who signs it. */
export function space(): Paragraph {
  return new Paragraph({ style: FRAME_STYLE.gap, keepNext: true, spacing: { before: 240 } })
}

import { AnnotationReference, Paragraph, Run, TextRun } from 'docx'
import { parseMessage, type Run as MessageRun } from '../../review/message-text.ts'
import type { Author, Message } from '../../wire/review.ts'
import { ANSWER_WORDS, THREAD_KIND_WORDS } from '../../wire/words.ts'
import type { PaperThread } from '../paper-order.ts'
import { soundText } from '../sound-text.ts'

/** What stands in one of Word's comments, and whose it is. */
export type CommentText = {
  readonly author: string
  readonly initials: string
  readonly date: Date
  readonly children: readonly Paragraph[]
}

type Answer = NonNullable<PaperThread['answer']>
/** A paragraph of a comment. */
type Line = readonly TextRun[]

/** The comments of a thread: the one that opened it, then its replies and the answer in the order of time. */
export function commentTexts(thread: PaperThread): CommentText[] {
  const { messages, answer } = thread
  const [opening, ...replies] = messages
  const said = [
    ...replies.map((message) => ({ at: message.at, text: messageComment(message) })),
    ...(answer ? [{ at: answer.at, text: answerComment(answer) }] : []),
  ].sort((a, b) => a.at - b.at)
  return [openingComment(thread, opening), ...said.map(({ text }) => text)]
}

function openingComment(thread: PaperThread, opening: Message | undefined): CommentText {
  const { kind, number, about } = thread
  const head = [
    [bold(`${THREAD_KIND_WORDS[kind]} số ${number}`)],
    ...(about.type === 'gone' ? [goneLine(about.quote)] : []),
  ]
  const at = opening?.at ?? 0
  return comment(opening?.author ?? thread.author, at, [...head, ...(opening ? messageLines(opening) : [])])
}

/** The words may be gone because somebody did as the thread asks: whoever reads it has to know them. */
function goneLine(quote: string): Line {
  const words = quote.trim() === '' ? '' : `: “${shortened(quote.trim())}”`
  return [new TextRun({ text: soundText(`Không còn đoạn gốc${words}`), italics: true })]
}

const LONGEST_QUOTE = 600

function shortened(quote: string): string {
  return quote.length <= LONGEST_QUOTE
    ? quote
    : `${quote.slice(0, LONGEST_QUOTE).replace(/\s+\S*$/u, '')} […]`
}

function messageComment(message: Message): CommentText {
  return comment(message.author, message.at, messageLines(message))
}

function answerComment({ kind, text, by, at }: Answer): CommentText {
  const [first = [], ...rest] = text.trim() === '' ? [] : textLines(text)
  const word = ANSWER_WORDS[kind]
  return comment(by, at, [first.length > 0 ? [bold(`${word}: `), ...first] : [bold(word)], ...rest])
}

function comment({ name, office }: Author, at: number, lines: readonly Line[]): CommentText {
  return {
    author: soundText(office ? `${name} (${office.shortName})` : name),
    initials: initialsOf(name),
    date: wallTime(at),
    children: lines.map((line, index) => paragraph(line, index === 0)),
  }
}

/** Word shows the mark in front of a comment's first words. */
function paragraph(line: Line, isFirst: boolean): Paragraph {
  const mark = new Run({ style: 'CommentReference', children: [new AnnotationReference()] })
  return new Paragraph({ style: 'CommentText', children: [...(isFirst ? [mark] : []), ...line] })
}

const bold = (text: string): TextRun => new TextRun({ text, bold: true })

function messageLines({ text, deletedAt }: Message): Line[] {
  if (deletedAt !== null) return [[new TextRun({ text: 'Đã xoá', italics: true })]]
  return textLines(text)
}

/** Lists as official papers have them: the hyphen or the number is written, not made by Word. */
function textLines(text: string): Line[] {
  return parseMessage(text).flatMap((block): Line[] => {
    if (block.type === 'paragraph') return [block.runs.flatMap(runsOf)]
    return block.items.map((item, index) => [
      new TextRun({ text: block.ordered ? `${index + 1}. ` : '- ' }),
      ...item.flatMap(runsOf),
    ])
  })
}

function runsOf(run: MessageRun): TextRun[] {
  if (run.type === 'mention') return [new TextRun({ text: soundText(`@${run.mention.name}`) })]
  const style = run.bold ? { bold: true } : {}
  return run.text
    .split('\n')
    .map(
      (text, index) => new TextRun({ ...style, text: soundText(text), ...(index > 0 ? { break: 1 } : {}) }),
    )
}

/** The first letters of a name, nine at most: Word takes no more. */
function initialsOf(name: string): string {
  const letters = soundText(name).match(/(?<![\p{L}\p{M}\p{N}])[\p{L}\p{N}]/gu) ?? []
  return letters.slice(0, 9).join('').toUpperCase()
}

const VIETNAM_MS = 7 * 60 * 60 * 1000

/** Word shows the time that is written as that of the reader's clock, whatever zone it is marked with. */
export function wallTime(at: number): Date {
  return new Date(at - (at % 1000) + VIETNAM_MS)
}

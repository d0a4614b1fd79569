import * as fc from 'fast-check'
import mammoth from 'mammoth'
import { beforeAll, describe, expect, test } from 'vitest'
import { PROFILE } from '../form/profiles.ts'
import { appendixLines } from '../form/paper-lines.ts'
import type { Block, Inline, ReportContent } from '../content/content.ts'
import { blockLines } from '../content/content-text.ts'
import { withBelow } from '../form/blockers.ts'
import { must } from '../must.ts'
import { parseMessage } from '../review/message-text.ts'
import { ANSWER_WORDS, THREAD_KIND_WORDS } from '../wire/words.ts'
import { BODY_STYLE } from './body/body-styles.ts'
import { FRAME_STYLE } from './frame/frame-styles.ts'
import { paperDocx } from './paper-docx.ts'
import type { PaperOrder, PaperThread } from './paper-order.ts'
import { checkPackage } from './proof/check-package.ts'
import { PackageParts } from './proof/package-parts.ts'
import { paperOrder, REVIEWERS, SAID, mapInlines } from './proof/random-paper.ts'
import { childrenOf, everyElement, type XmlElement } from './proof/read-xml.ts'
import { soundText } from './sound-text.ts'

const RUNS = {
  numRuns: Number(process.env.FUZZ_RUNS ?? 40),
  seed: Number(process.env.FUZZ_SEED ?? Date.now()),
  endOnFailure: process.env.FUZZ_SHRINK === undefined,
}

/** What of the report is on the paper. */
function partOf({ content, section }: PaperOrder): ReportContent {
  if (section === undefined) return content
  if (section === 'preamble') return { ...content, sections: [] }
  const index = content.sections.findIndex(({ id }) => id === section)
  return { preamble: [], sections: withBelow(content.sections, index) }
}

// ---- read back by a program that knows nothing of us

type Read = {
  readonly type: string
  readonly isBold?: boolean
  readonly isItalic?: boolean
  readonly isUnderline?: boolean
  readonly verticalAlignment?: string
  readonly children?: readonly Read[]
  readonly value?: string
  readonly styleId?: string | null
  readonly noteType?: string
  readonly noteId?: string
}
type ReadDocument = Read & {
  readonly notes: { resolve: (reference: Read) => { readonly body: readonly Read[] } | null }
  readonly comments: readonly {
    readonly commentId: string
    readonly body: readonly Read[]
    readonly authorName: string
  }[]
}

async function readBack(bytes: Uint8Array): Promise<ReadDocument> {
  let found: ReadDocument | undefined
  await mammoth.convertToHtml(
    { buffer: Buffer.from(bytes) },
    {
      transformDocument: (document: unknown) => {
        found = document as ReadDocument
        return document
      },
    },
  )
  return must(found, 'a document')
}

function paragraphsIn({ type, children = [], ...rest }: Read): Read[] {
  return type === 'paragraph' ? [{ type, children, ...rest }] : children.flatMap(paragraphsIn)
}

/** As `inlineText` says it. */
function wordsOf(read: Read, notes: ReadDocument['notes'] | undefined): string {
  if (read.type === 'text') return read.value ?? ''
  if (read.type === 'break') return '\n'
  if (read.type === 'noteReference') {
    const body = notes?.resolve(read)?.body ?? []
    // A blank stands between the note's number and its text.
    return `[^${body
      .map((one) => wordsOf(one, undefined))
      .join('')
      .replace(/^ /, '')}]`
  }
  return (read.children ?? []).map((one) => wordsOf(one, notes)).join('')
}

/** In which what people wrote below headings stands. */
const TEXT_STYLES: readonly string[] = [
  BODY_STYLE.text,
  BODY_STYLE.cell,
  BODY_STYLE.headerCell,
  BODY_STYLE.caption,
]
/** In which the report's own words stand. */
const OWN_STYLES: readonly string[] = [
  ...TEXT_STYLES,
  FRAME_STYLE.appendix,
  'Heading1',
  'Heading2',
  'Heading3',
  'Heading4',
]

function linesRead(document: ReadDocument): string[] {
  return paragraphsIn(document)
    .filter(({ styleId }) => OWN_STYLES.includes(styleId ?? ''))
    .map((paragraph) => wordsOf(paragraph, document.notes))
    .filter((line) => line.trim() !== '')
}

/** Appendices, with all below them, come behind the signature. */
function orderedSections(sections: ReportContent['sections']): ReportContent['sections'] {
  const attached = sections.flatMap((section, index) =>
    section.appendix === null ? [] : withBelow(sections, index),
  )
  return [...sections.filter((section) => !attached.includes(section)), ...attached]
}

/** What the report says, as XML can say it; without numbers, which Word counts. */
function linesOf(order: PaperOrder): string[] {
  const { preamble, sections } = partOf(order)
  const ordered = orderedSections(sections)
  const sound = ordered.flatMap((section) => {
    if (section.appendix === null)
      return [soundText(section.title), ...blockLines(soundBlocks(section.blocks))]
    const { label, title } = appendixLines(section, order.head, PROFILE[order.profile])
    const lines = title === '' ? label : `${label}\n${soundText(title)}`
    return [lines, ...blockLines(soundBlocks(section.blocks))]
  })
  return [...blockLines(soundBlocks(preamble)), ...sound].filter((line) => line.trim() !== '')
}

function soundBlocks(blocks: readonly Block[]): Block[] {
  return mapInlines(blocks, (one) => (one.type === 'break' ? one : { ...one, text: soundText(one.text) }))
}

/** Each letter that can be seen, with how it looks. */
function looksRead(read: Read): string[] {
  if (read.type !== 'run') return (read.children ?? []).flatMap(looksRead)
  const { isBold, isItalic, isUnderline, verticalAlignment } = read
  const height = verticalAlignment === 'superscript' ? '^' : verticalAlignment === 'subscript' ? '_' : ''
  const look = `${isBold ? 'b' : ''}${isItalic ? 'i' : ''}${isUnderline ? 'u' : ''}${height}`
  const words = (read.children ?? []).filter(({ type }) => type === 'text').map(({ value = '' }) => value)
  return Array.from(inked(words.join('')), (letter) => `${letter}${look}`)
}

function looksOf(blocks: readonly Block[]): string[] {
  return everyBlock(blocks)
    .flatMap(inlineOf)
    .flatMap((one) => {
      if (one.type !== 'text') return []
      const { bold, italic, underline, superscript, subscript } = one.marks
      const height = superscript ? '^' : subscript ? '_' : ''
      const look = `${bold ? 'b' : ''}${italic ? 'i' : ''}${underline ? 'u' : ''}${height}`
      return Array.from(inked(one.text), (letter) => `${letter}${look}`)
    })
}

// ---- threads

type Said = { readonly by: string; readonly words: string }

/** What each comment of a thread says, letter by letter without blanks. */
function saidIn({ kind, number, messages, answer, about }: PaperThread): Said[] {
  const by = (author: PaperThread['author']) =>
    author.office ? `${author.name} (${author.office.shortName})` : author.name
  const [first, ...replies] = messages.map(({ author, at, text, deletedAt }) => ({
    at,
    by: by(author),
    words: deletedAt === null ? plain(text) : 'Đã xoá',
  }))
  const told = answer && {
    at: answer.at,
    by: by(answer.by),
    words: `${ANSWER_WORDS[answer.kind]}: ${plain(answer.text)}`,
  }
  const gone = about.type === 'gone' ? `Không còn đoạn gốc: “${about.quote}”` : ''
  const opening = must(first, 'an opening message')
  const head = `${THREAD_KIND_WORDS[kind]} số ${number}${gone}`
  return [
    { ...opening, words: `${head}${opening.words}` },
    ...[...replies, ...(told ? [told] : [])].toSorted((a, b) => a.at - b.at),
  ].map((one) => ({ by: soundText(one.by), words: inked(one.words) }))
}

function plain(text: string): string {
  const ofRuns = (runs: ReturnType<typeof runsIn>) =>
    runs.map((run) => (run.type === 'mention' ? `@${run.mention.name}` : run.text)).join('')
  return parseMessage(text)
    .map((block) =>
      block.type === 'paragraph'
        ? ofRuns(block.runs)
        : block.items.map((runs, index) => (block.ordered ? `${index + 1}. ` : '- ') + ofRuns(runs)).join(''),
    )
    .join('')
}

type MessageBlock = ReturnType<typeof parseMessage>[number]
function runsIn(block: Extract<MessageBlock, { type: 'paragraph' }>) {
  return block.runs
}

function inked(text: string): string {
  return soundText(text).replaceAll(/\s/gu, '')
}

/** Whether a thread belongs on a paper that is a part of the report; undefined where nothing but blanks would carry it. */
function belongs({ id, about, sectionId }: PaperThread, part: ReportContent): boolean | undefined {
  const blocks = everyBlock([part.preamble, ...part.sections.map((section) => section.blocks)].flat())
  const has = (section: string | undefined) => part.sections.some((one) => one.id === section)
  switch (about.type) {
    case 'words': {
      const own = blocks.flatMap(inlineOf).filter((one) => one.type !== 'break' && one.threads?.includes(id))
      return own.length === 0
        ? false
        : own.some((one) => 'text' in one && inked(one.text) !== '') || undefined
    }
    case 'section':
      return about.sectionId === 'preamble' ? undefined : has(about.sectionId)
    case 'report':
      return false
    case 'gone':
      return sectionId === 'preamble' ? undefined : has(sectionId)
    case 'block':
      return blocks.some((block) => block.id === about.blockId) ? undefined : false
    default:
      return about satisfies never
  }
}

function everyBlock(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block) => {
    if (block.type === 'list') return [block, ...block.items.flatMap(everyBlock)]
    if (block.type === 'table')
      return [block, ...block.rows.flat().flatMap((cell) => everyBlock(cell.blocks))]
    return [block]
  })
}

function inlineOf(block: Block): readonly Inline[] {
  return block.type === 'paragraph' ? block.inline : block.type === 'figure' ? block.caption : []
}

/** A thread as a Word file has it. */
type WordThread = { readonly id: string; readonly done: boolean; readonly said: readonly Said[] }

async function threadsRead(bytes: Uint8Array): Promise<WordThread[]> {
  const parts = new PackageParts(bytes)
  if (!parts.has('word/comments.xml')) return []
  const { comments } = await readBack(bytes)
  const paraIds = new Map(
    childrenOf(parts.xml('word/comments.xml'), 'w:comment').map((comment) => [
      must(childrenOf(comment, 'w:p').at(-1)?.attributes['w14:paraId'], 'a paraId'),
      must(
        comments.find(({ commentId }) => commentId === comment.attributes['w:id']),
        'a comment',
      ),
    ]),
  )
  const extended = childrenOf(parts.xml('word/commentsExtended.xml'), 'w15:commentEx').map(
    ({ attributes }) => attributes,
  )
  const said = (paraId: string | undefined) => {
    const { authorName, body } = must(paraIds.get(paraId ?? ''), 'a comment')
    return { by: authorName, words: inked(body.map((one) => wordsOf(one, undefined)).join('')) }
  }
  return extended
    .filter((one) => one['w15:paraIdParent'] === undefined)
    .map((root) => ({
      id: must(paraIds.get(root['w15:paraId'] ?? ''), 'a comment').commentId,
      done: root['w15:done'] === '1',
      said: [root, ...extended.filter((one) => one['w15:paraIdParent'] === root['w15:paraId'])].map((one) =>
        said(one['w15:paraId']),
      ),
    }))
}

/** The letters from where a comment begins to where it ends. */
function commented(document: XmlElement, commentId: string): string {
  let inside = false
  let letters = ''
  for (const element of everyElement(document)) {
    if (element.attributes['w:id'] === commentId) {
      if (element.name === 'w:commentRangeStart') inside = true
      if (element.name === 'w:commentRangeEnd') return inked(letters)
    }
    if (inside && element.name === 'w:t')
      letters += element.children.filter((one) => typeof one === 'string').join('')
  }
  return inked(letters)
}

// ---- the laws

/** Papers are made once and looked at from all sides. */
let papers: { readonly order: PaperOrder; readonly bytes: Uint8Array }[]
beforeAll(async () => {
  papers = []
  for (const order of fc.sample(paperOrder, RUNS)) papers.push({ order, bytes: await paperDocx(order) })
}, 120_000)

const shown = (order: PaperOrder) => `seed ${RUNS.seed}: ${JSON.stringify(order).slice(0, 4_000)}`

describe('random papers', () => {
  test('have no fault that Word would repair', { timeout: 60_000 }, () => {
    for (const { order, bytes } of papers) expect(checkPackage(bytes), shown(order)).toEqual([])
  })

  test('say what the report says, word for word and in its order', { timeout: 60_000 }, async () => {
    for (const { order, bytes } of papers)
      expect(linesRead(await readBack(bytes)), shown(order)).toEqual(linesOf(order))
  })

  test('look as the report looks, letter by letter', { timeout: 60_000 }, async () => {
    for (const { order, bytes } of papers) {
      const own = paragraphsIn(await readBack(bytes)).filter(({ styleId }) =>
        TEXT_STYLES.includes(styleId ?? ''),
      )
      const { preamble, sections } = partOf(order)
      const blocks = [preamble, ...orderedSections(sections).map((section) => section.blocks)].flat()
      expect(own.flatMap(looksRead), shown(order)).toEqual(looksOf(blocks))
    }
  })

  test('are the same bytes when they are made again', { timeout: 60_000 }, async () => {
    for (const { order, bytes } of papers.slice(0, 10))
      expect(Buffer.compare(await paperDocx(order), bytes), shown(order)).toBe(0)
  })
})

describe('random review copies', () => {
  test(
    'have every thread as a comment with its replies, its answer and its state',
    { timeout: 60_000 },
    async () => {
      for (const { order, bytes } of papers) {
        const expected = (order.review?.threads ?? []).filter(
          (thread) => order.section === undefined || belongs(thread, partOf(order)) === true,
        )
        const possible = (order.review?.threads ?? []).filter(
          (thread) => order.section === undefined || belongs(thread, partOf(order)) !== false,
        )
        const found = (await threadsRead(bytes)).map(({ done, said }) => JSON.stringify({ done, said }))
        const written = (threads: readonly PaperThread[]) =>
          threads.map((thread) => JSON.stringify({ done: thread.resolved !== null, said: saidIn(thread) }))
        expect(new Set(found).size, shown(order)).toBe(found.length)
        for (const thread of written(expected)) expect(found, shown(order)).toContain(thread)
        for (const thread of found) expect(written(possible), shown(order)).toContain(thread)
        if (order.section === undefined) expect(found.length, shown(order)).toBe(expected.length)
      }
    },
  )

  test('mark the words that each thread is about', { timeout: 60_000 }, async () => {
    let looked = 0
    for (const { order, bytes } of papers) {
      const document = new PackageParts(bytes).xml('word/document.xml')
      const blocks = everyBlock(
        [order.content.preamble, ...order.content.sections.map(({ blocks: own }) => own)].flat(),
      )
      const texts = blocks.flatMap(inlineOf).filter((one) => one.type === 'text')
      for (const { id, said } of await threadsRead(bytes)) {
        const thread = must(
          order.review?.threads.find((one) => JSON.stringify(saidIn(one)) === JSON.stringify(said)),
          'a thread',
        )
        const own = texts.filter(({ threads }) => threads?.includes(thread.id))
        const words = own.map(({ text }) => inked(text)).join('')
        const marked = commented(document, id)
        if (thread.about.type !== 'words' || words === '' || marked.includes('Khôngcótệphìnhảnh')) continue
        looked += 1
        expect(marked, shown(order)).toBe(words)
      }
    }
    expect(looked).toBeGreaterThan(0)
  })
})

describe('copies for signature', () => {
  const TRACES =
    /<w:(comment\w*|ins|del|moveFrom|moveTo|vanish|specVanish|webHidden|rPrChange|pPrChange|people)\b|w15?:(person|presenceInfo)/

  test(
    'know nothing of reviewers: no comment, revision, name, word or hidden text in any part',
    { timeout: 60_000 },
    async () => {
      const reviewed = papers.filter(({ order }) => (order.review?.threads.length ?? 0) > 0)
      expect(reviewed.length).toBeGreaterThan(0)
      for (const { order } of reviewed) {
        const copy = new PackageParts(await paperDocx({ ...order, review: undefined }))
        for (const name of copy.files.keys()) {
          expect(name).not.toMatch(/comments|people/)
          const text = new TextDecoder('latin1').decode(copy.files.get(name))
          const said = new TextDecoder().decode(copy.files.get(name))
          for (const word of [...REVIEWERS, SAID, 'Zvxq', 'thread-', 'comment'])
            expect(
              said.toLowerCase().includes(word.toLowerCase()),
              `${word} in ${name}: ${shown(order)}`,
            ).toBe(false)
          expect(TRACES.exec(text)?.[0], `${name}: ${shown(order)}`).toBeUndefined()
        }
      }
    },
  )

  test('that hidden text would be found', () => {
    for (const trace of ['<w:vanish/>', '<w:ins w:id="1">', '<w:commentReference w:id="0"/>', '<w:del '])
      expect(TRACES.test(trace)).toBe(true)
    expect(TRACES.test('<w:instrText>')).toBe(false)
  })
})

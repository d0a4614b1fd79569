/**
 * The light markup of messages: paragraphs, `- ` and `1. ` lists, `**bold**`, mentions `@[Tên](user:ID)` and
 * `@[Tên](office:ID)`; a backslash takes the meaning from the punctuation after it. Whatever is none of these is text:
 * there is no message that cannot be read, and nothing that was typed is left out or numbered anew. Reading takes time in
 * proportion to the length.
 */
export type Mention = { readonly of: 'user' | 'office'; readonly id: string; readonly name: string }
export type Run =
  /** A paragraph's lines are parted by line feeds. */
  | { readonly type: 'text'; readonly text: string; readonly bold: boolean }
  | { readonly type: 'mention'; readonly mention: Mention }
export type Block =
  | { readonly type: 'paragraph'; readonly runs: readonly Run[] }
  | { readonly type: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Run[])[] }

export function parseMessage(text: string): readonly Block[] {
  const lines = text
    .replaceAll('\r', '')
    .split('\n')
    .map((line) => line.replaceAll(EDGES, ''))
  return blockLines(lines).flatMap(blockOf)
}

/** The inverse: `parseMessage(printMessage(blocks))` equals `blocks`, tidied. */
export function printMessage(blocks: readonly Block[]): string {
  return blocks.map(printBlock).filter(Boolean).join('\n\n')
}

/** Without markup, as in a mail or a table's cell: list items with `- `, mentions as `@Tên`. */
export function plainMessage(text: string): string {
  return parseMessage(text)
    .flatMap((block) =>
      block.type === 'paragraph'
        ? [plainRuns(block.runs)]
        : block.items.map((runs, index) => (block.ordered ? `${index + 1}. ` : '- ') + plainRuns(runs)),
    )
    .join('\n')
}

/** Each once, in the order of the text. */
export function mentionsIn(text: string): readonly Mention[] {
  const found = new Map<string, Mention>()
  for (const token of tokensIn(text.replaceAll('\r', ''))) {
    if (token.type !== 'mention') continue
    const { mention } = token
    const key = `${mention.of}:${mention.id}`
    if (!found.has(key)) found.set(key, mention)
  }
  return [...found.values()]
}

/** The same message with each mention under the name that `nameOf` gives; without one it becomes plain text. */
export function renameMentions(text: string, nameOf: (mention: Mention) => string | undefined): string {
  const parts = tokensIn(text.replaceAll('\r', '')).map((token) => {
    if (token.type !== 'mention') return { raw: token.raw, isNew: false }
    const name = nameOf(token.mention)
    if (name !== undefined) return { raw: printMention({ ...token.mention, name }), isNew: false }
    return { raw: escapeText(`@${token.mention.name}`), isNew: true }
  })
  // What stands around a mention that became text could make another one of it, under a name of somebody's choice.
  const isOpen = parts.some(({ isNew }) => isNew)
  return parts
    .map(({ raw }, index) =>
      isOpen && raw === '@' && parts[index + 1]?.raw.startsWith('[') ? `\\${raw}` : raw,
    )
    .join('')
}

const EDGES = /^[ \t]+|[ \t]+$/g

// ---- lines to blocks

type Lines = { readonly type: 'paragraph' | 'bullets' | 'numbers'; readonly lines: string[] }

function blockLines(lines: readonly string[]): Lines[] {
  const blocks: Lines[] = []
  let open: Lines | undefined
  for (const line of lines) {
    if (line === '') {
      open = undefined
      continue
    }
    const { type, content } = typeOf(line, open)
    if (open?.type !== type || (type === 'numbers' && line.startsWith('1. '))) {
      open = { type, lines: [] }
      blocks.push(open)
    }
    open.lines.push(content)
  }
  return blocks
}

/** A list's numbers begin with 1 and go on by one: any other number is part of what somebody wrote. */
function typeOf(line: string, open: Lines | undefined): { type: Lines['type']; content: string } {
  if (line.startsWith('- ')) return { type: 'bullets', content: contentAfter(line, '- ') }
  const next = open?.type === 'numbers' ? `${open.lines.length + 1}. ` : '1. '
  for (const marker of new Set([next, '1. '])) {
    if (line.startsWith(marker)) return { type: 'numbers', content: contentAfter(line, marker) }
  }
  return { type: 'paragraph', content: line }
}

function contentAfter(line: string, marker: string): string {
  return line.slice(marker.length).replaceAll(EDGES, '')
}

function blockOf({ type, lines }: Lines): Block[] {
  if (type === 'paragraph') return [{ type, runs: runsOf(lines.join('\n')) }]
  return [{ type: 'list', ordered: type === 'numbers', items: lines.map(runsOf) }]
}

// ---- a line to tokens to runs

type Token =
  | { readonly type: 'text'; readonly raw: string; readonly text: string }
  /** Two asterisks, which may begin or end what is bold. */
  | { readonly type: 'stars'; readonly raw: '**'; readonly opens: boolean; readonly closes: boolean }
  | { readonly type: 'mention'; readonly raw: string; readonly mention: Mention }

// Bounded, so that no text makes it look far ahead again and again.
const MENTION = /@\[((?:[^[\]\\\n]|\\[^\n]){1,200})\]\((user|office):([\w-]{1,64})\)/y
const ESCAPE = /\\([!-/:-@[-`{-~])/g
const PLAIN = /[^\\*@]+/y
const STARS = /\*+/y
const SPACE = /[ \t\n]/

/** The raw parts of all tokens, put together, are the text. */
function tokensIn(text: string): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < text.length;) {
    const token = tokenAt(text, at)
    tokens.push(token)
    at += token.raw.length
  }
  return tokens
}

function tokenAt(text: string, at: number): Token {
  const plain = matchAt(PLAIN, text, at)
  if (plain) return textToken(plain[0])
  switch (text[at]) {
    case '\\': {
      const raw = text.slice(at, at + 2)
      return { type: 'text', raw: unescape(raw) === raw ? '\\' : raw, text: unescape(raw).slice(0, 1) }
    }
    case '*': {
      const raw = matchAt(STARS, text, at)?.[0] ?? '*'
      if (raw !== '**') return textToken(raw)
      return { type: 'stars', raw, opens: isInk(text[at + 2]), closes: isInk(text[at - 1]) }
    }
    default: {
      const [raw, name = '', of, id = ''] = matchAt(MENTION, text, at) ?? []
      const called = tidyName(unescape(name))
      if (raw === undefined || called === '') return textToken('@')
      return { type: 'mention', raw, mention: { of: of === 'office' ? 'office' : 'user', id, name: called } }
    }
  }
}

function textToken(raw: string): Token {
  return { type: 'text', raw, text: raw }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

function isInk(character: string | undefined): boolean {
  return character !== undefined && !SPACE.test(character)
}

function unescape(text: string): string {
  return text.replaceAll(ESCAPE, '$1')
}

function runsOf(line: string): Run[] {
  const tokens = tokensIn(line)
  const pairs = pairsOfStars(tokens)
  let bold = false
  return tidyRuns(
    tokens.flatMap((token, index): Run[] => {
      if (token.type === 'mention') return [{ type: 'mention', mention: token.mention }]
      if (token.type === 'text') return [{ type: 'text', text: token.text, bold }]
      if (!pairs.has(index)) return [{ type: 'text', text: token.raw, bold }]
      bold = !bold
      return []
    }),
  )
}

/** The stars that begin and end something. Those that find no partner are text. */
function pairsOfStars(tokens: readonly Token[]): ReadonlySet<number> {
  const pairs = new Set<number>()
  let opener: number | undefined
  for (const [index, token] of tokens.entries()) {
    if (token.type !== 'stars') continue
    if (opener !== undefined && token.closes) {
      pairs.add(opener).add(index)
      opener = undefined
    } else if (opener === undefined && token.opens) opener = index
  }
  return pairs
}

/** Neighbours alike are one run, nothing is empty, and no space is bold at an edge. */
function tidyRuns(runs: readonly Run[]): Run[] {
  const tidy: Run[] = []
  const add = (text: string, bold: boolean) => {
    const last = tidy.at(-1)
    if (text === '') return
    if (last?.type === 'text' && last.bold === bold)
      tidy[tidy.length - 1] = { ...last, text: last.text + text }
    else tidy.push({ type: 'text', text, bold })
  }
  for (const run of merged(runs)) {
    if (run.type === 'mention') tidy.push(run)
    else if (!run.bold) add(run.text, false)
    else {
      const { before, ink, after } = edgesOf(run.text)
      add(before, false)
      add(ink, true)
      add(after, false)
    }
  }
  return tidy
}

function merged(runs: readonly Run[]): Run[] {
  const result: Run[] = []
  let texts: string[] = []
  let bold = false
  const flush = () => {
    if (texts.length > 0) result.push({ type: 'text', text: texts.join(''), bold })
    texts = []
  }
  for (const run of runs) {
    if (run.type === 'mention' || run.bold !== bold) flush()
    if (run.type === 'mention') result.push(run)
    else {
      bold = run.bold
      texts.push(run.text)
    }
  }
  flush()
  return result
}

function edgesOf(text: string): { before: string; ink: string; after: string } {
  let [start, end] = [0, text.length]
  while (start < end && !isInk(text[start])) start += 1
  while (end > start && !isInk(text[end - 1])) end -= 1
  return { before: text.slice(0, start), ink: text.slice(start, end), after: text.slice(end) }
}

// ---- and back

function printBlock(block: Block): string {
  if (block.type === 'paragraph') {
    return printRuns(block.runs, '\n').split('\n').map(printLine).filter(Boolean).join('\n')
  }
  const items = block.items.map((runs) => printRuns(runs, ' ').replaceAll(EDGES, '')).filter(Boolean)
  return items.map((item, index) => (block.ordered ? `${index + 1}. ` : '- ') + item).join('\n')
}

/** No line of a paragraph begins like a list's. */
function printLine(line: string): string {
  const tidy = line.replaceAll(EDGES, '')
  if (tidy.startsWith('- ')) return `\\${tidy}`
  return tidy.startsWith('1. ') ? `1\\. ${tidy.slice(3)}` : tidy
}

/** Each line's end, and any empty lines behind it, become `lineEnd`. */
function printRuns(runs: readonly Run[], lineEnd: '\n' | ' '): string {
  const inLines = tidyRuns(runs.map(sayable)).map((run) =>
    run.type === 'text' ? { ...run, text: run.text.replaceAll(/\n[ \t\n]*/g, lineEnd) } : run,
  )
  return tidyRuns(inLines)
    .map((run) => {
      if (run.type === 'mention') return printMention(run.mention)
      const text = escapeText(run.text)
      return run.bold ? `**${text}**` : text
    })
    .join('')
}

/** A mention that cannot be written as one is its name. */
function sayable(run: Run): Run {
  if (run.type === 'text') return { ...run, text: run.text.replaceAll('\r', '') }
  const { name, id } = run.mention
  if (/^[\w-]{1,64}$/.test(id) && tidyName(name) !== '') return run
  return { type: 'text', text: `@${name.replaceAll('\r', '')}`, bold: false }
}

const LONGEST_NAME = 200

function printMention({ of, id, name }: Mention): string {
  return `@[${tidyName(name).replaceAll(/[[\]\\]/g, '\\$&')}](${of}:${id})`
}

function tidyName(name: string): string {
  return name.replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_NAME).trim()
}

function escapeText(text: string): string {
  return text.replaceAll(/[\\*]|@(?=\[)/g, '\\$&')
}

function plainRuns(runs: readonly Run[]): string {
  return runs.map((run) => (run.type === 'mention' ? `@${run.mention.name}` : run.text)).join('')
}

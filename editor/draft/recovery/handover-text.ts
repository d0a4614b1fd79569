import type { KeptSection } from '../connection/recovered-text.ts'

const MORE = '…'
const BETWEEN = ` ${MORE} `

/**
 * What is handed over: paragraphs that are all the person's as they are, of others only their words, between dots; who
 * receives them has the rest in front of them. Notes for the receiver stand in brackets.
 */
export function handoverText({ blocks, deleted, renamed }: KeptSection): string {
  const lines = blocks.map((block) => {
    const own = block.filter((part) => part.own).map(({ text }) => text)
    const isMixed = block.some((part) => !part.own && /[\p{L}\p{N}]/u.test(part.text))
    return isMixed ? `${MORE}${own.join(BETWEEN)}${MORE}` : block.map(({ text }) => text).join('')
  })
  const title = renamed === undefined ? [] : [`[Tên mục: ${renamed}]`]
  return [...title, ...lines, ...deleted.map((text) => `[Đề nghị bỏ: “${text}”]`)].join('\n').normalize('NFC')
}

/** The words alone, as they go into the report: without the dots around them and the notes. */
export function wordsToInsert(handedOver: string): string {
  return handedOver
    .split('\n')
    .filter((line) => !/^\[(?:Tên mục: .*|Đề nghị bỏ: “.*”)\]$/u.test(line))
    .map((line) =>
      line.length > 2 && line.startsWith(MORE) && line.endsWith(MORE) ? line.slice(1, -1) : line,
    )
    .join('\n')
}

import type { KeptBlock, KeptSection } from '../connection/recovered-text.ts'

/** In brackets, as every note for the receiver: nobody's own dots are taken for it. */
const LEFT_OUT = '[…]'

/**
 * What is handed over: the person's own words, and `[…]` where a paragraph has words of others; who receives them has
 * those in front of them. Notes for the receiver stand in brackets.
 */
export function handoverText({ blocks, deleted, renamed }: KeptSection): string {
  const lines = blocks.map(excerpt)
  const title = renamed === undefined ? [] : [`[Tên mục: ${renamed}]`]
  return [...title, ...lines, ...deleted.map((text) => `[Đề nghị bỏ: “${text}”]`)].join('\n').normalize('NFC')
}

function excerpt(block: KeptBlock): string {
  return block
    .map(({ own, text }) => (own || !/[\p{L}\p{N}]/u.test(text) ? text : LEFT_OUT))
    .join('')
    .replaceAll(/ *\[…\] */gu, ` ${LEFT_OUT} `)
    .replaceAll(/^ +| +$/gu, '')
}

/** The words alone, as they go into the report: without the notes; dots where something is left out between them. */
export function wordsToInsert(handedOver: string): string {
  return handedOver
    .split('\n')
    .filter((line) => !/^\[(?:Tên mục: .*|Đề nghị bỏ: “.*”)\]$/u.test(line))
    .map((line) =>
      line
        .replace(/^ *\[…\] */u, '')
        .replace(/ *\[…\] *$/u, '')
        .replaceAll(LEFT_OUT, '…'),
    )
    .join('\n')
}

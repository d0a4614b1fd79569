/**
 * The light markup of messages: paragraphs, `- ` and `1. ` lists, `**bold**`, mentions `@[Tên](user:ID)` and
 * `@[Tên](office:ID)`; a backslash takes the meaning from the sign after it. Whatever is none of these is text: there is no
 * message that cannot be read.
 */
export type Mention = { readonly of: 'user' | 'office'; readonly id: string; readonly name: string }
export type Run =
  | { readonly type: 'text'; readonly text: string; readonly bold: boolean }
  | { readonly type: 'mention'; readonly mention: Mention }
export type Block =
  | { readonly type: 'paragraph'; readonly runs: readonly Run[] }
  | { readonly type: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Run[])[] }

export function parseMessage(_text: string): readonly Block[] {
  throw new Error('not yet')
}

/** The inverse: `parseMessage(printMessage(blocks))` equals `blocks`, tidied. */
export function printMessage(_blocks: readonly Block[]): string {
  throw new Error('not yet')
}

/** Without markup, as in a mail or a table's cell: list items with `- `, mentions as `@Tên`. */
export function plainMessage(_text: string): string {
  throw new Error('not yet')
}

export function mentionsIn(_text: string): readonly Mention[] {
  throw new Error('not yet')
}

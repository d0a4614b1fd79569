const WORD = /[\p{L}\p{N}]/u

/** How many words, as Vietnamese counts them: tokens between white space that hold a letter or a digit. */
export function countWords(text: string): number {
  let words = 0
  for (const token of text.split(/\s+/u)) if (WORD.test(token)) words += 1
  return words
}

/**
 * Text from another program as a report keeps it: composed letters (NFC), hyphens that programs break lines by as plain ones,
 * spaces of all widths as plain ones, and none of the characters that nobody sees. Line feeds stay.
 */
export function cleanText(text: string): string {
  return text
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(/[\u2010\u2011]/g, '-')
    .replace(/[\u2028\u2029\v]|\r\n?/g, '\n')
    .replace(/[\t\f]|(?!\n)\s/g, ' ')
}

/** Whether letters and their marks are kept apart in it (NFD and its halves), as cameras of text and some keyboards do. */
export function isDecomposed(text: string): boolean {
  return text !== text.normalize('NFC')
}

// Soft hyphens, zero-width characters, marks of direction, controls, halves of characters, and what is none at all.
const INVISIBLE =
  /(?![\t\n\v\f\r])[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\uFFF9-\uFFFB]/gu

/** Room for the pen, as a typist leaves it: for a number or a day. */
export const BLANK = '……'
/** Room for a name. */
export const LONG_BLANK = '………………'

export function orBlank(text: string, blank: string): string {
  return text.trim() || blank
}

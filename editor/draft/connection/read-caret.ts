/**
 * Has ProseMirror look where the caret is. A browser moves the caret at once and tells so one task later; a redraw in
 * between would put it back to where it was, and the next letters into another paragraph. A slow computer beside busy
 * colleagues meets that at every other click.
 */
export function readCaret(): void {
  if (typeof document !== 'undefined') document.dispatchEvent(new Event('selectionchange'))
}

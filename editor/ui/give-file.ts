/** Hands bytes to the person as a file. */
export function giveFile(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // Not at once: a browser may begin to read a moment later.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

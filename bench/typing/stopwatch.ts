/** What `startStopwatch` leaves on the page. */
export type Stopwatch = {
  /** Milliseconds since navigation began, when the report's text could first be read; 0 until then. */
  readable: number
  /** When the whole text stood in the page. */
  complete: number
  /** For each key: from the moment the browser had it to the frame that shows it being painted. */
  keys: number[]
  /** For each message that brought edits: from its arrival to the page's tree holding them. */
  applied: number[]
}

declare global {
  interface Window {
    stopwatch: Stopwatch
  }
}

/**
 * Runs in the page before its own scripts, so it must need nothing from outside itself. `longText` is how many
 * characters the whole report has at least.
 */
export function startStopwatch(longText: number): void {
  const stopwatch: Stopwatch = { readable: 0, complete: 0, keys: [], applied: [] }
  window.stopwatch = stopwatch

  // A message posted inside a frame callback is delivered after that frame has been painted.
  const afterPaint = (then: (at: number) => void) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.addEventListener('message', () => then(performance.now()))
      port1.start()
      port2.postMessage(0)
    })
  }

  const watchText = () => {
    const text = document.querySelector('.ProseMirror')?.textContent.length ?? 0
    if (text > 200 && stopwatch.readable === 0) afterPaint((at) => (stopwatch.readable = at))
    if (text >= longText) afterPaint((at) => (stopwatch.complete = at))
    else requestAnimationFrame(watchText)
  }
  requestAnimationFrame(watchText)

  addEventListener(
    'keydown',
    (event) => {
      if (event.isTrusted) afterPaint((at) => stopwatch.keys.push(at - event.timeStamp))
    },
    { capture: true },
  )

  // First bytes of a frame that carries an edit (y-protocols): sync, update.
  const carriesEdit = (data: unknown) => {
    if (!(data instanceof ArrayBuffer) || data.byteLength < 4) return false
    const head = new Uint8Array(data, 0, 2)
    return head[0] === 0 && head[1] === 2
  }
  let arrived: number | undefined
  const Native = WebSocket
  window.WebSocket = class extends Native {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols)
      this.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (carriesEdit(data)) arrived ??= performance.now()
      })
    }
  }
  const observer = new MutationObserver((changes) => {
    if (
      arrived === undefined ||
      !changes.some(({ type }) => type === 'characterData' || type === 'childList')
    )
      return
    stopwatch.applied.push(performance.now() - arrived)
    arrived = undefined
  })
  observer.observe(document, { subtree: true, characterData: true, childList: true })
}

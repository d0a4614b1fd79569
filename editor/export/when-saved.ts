import type { Observable } from '../draft/connection/cell.ts'
import type { SaveState } from '../draft/connection/save-state.ts'

/**
 * Waits until the server has everything that was written here. `offline`, `failed`: it cannot have it now, and a paper made
 * there would lack words. Who has nothing to send is not held up by a line that is down. Rejects when aborted.
 */
export function whenSaved(
  save: Observable<SaveState>,
  signal: AbortSignal,
): Promise<'saved' | 'offline' | 'failed'> {
  return new Promise((resolve, reject) => {
    const stops = [save.subscribe(look), onAbort(signal, () => settle(() => reject(signal.reason)))]
    look()

    function look() {
      const answer = answerOf(save.get())
      if (answer) settle(() => resolve(answer))
    }
    function settle(act: () => void) {
      for (const stop of stops) stop()
      act()
    }
  })
}

function answerOf(save: SaveState): 'saved' | 'offline' | 'failed' | undefined {
  if (save.state === 'saving') return undefined
  if (save.state === 'offline') return save.pending > 0 ? 'offline' : 'saved'
  return save.state
}

function onAbort(signal: AbortSignal, act: () => void): () => void {
  signal.addEventListener('abort', act)
  return () => signal.removeEventListener('abort', act)
}

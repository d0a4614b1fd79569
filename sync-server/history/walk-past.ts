import type { Logger } from 'pino'
import type { Press } from '../press/press.ts'
import { SERVER_USER } from '../store/ports.ts'
import { STRIDE } from './replays.ts'
import { type MomentSources, momentSupplies } from './supply-text.ts'

/** Longer pasts are walked in as many strides: what is kept of them is bounded. */
const MOST_STRIDES = 20

/**
 * Walks through a report's past up to an edit, when nobody else is served: whoever drags along the time line then finds every
 * moment near one that is known. Never rejects.
 */
export async function walkPast(
  desk: MomentSources & { readonly archive: Pick<Press, 'turn'>; readonly logger: Logger },
  reportId: string,
  until: number,
): Promise<void> {
  const stride = Math.max(STRIDE, Math.ceil(until / MOST_STRIDES))
  try {
    for (let seq = stride; seq < until; seq += stride) {
      await desk.archive.turn({ userId: SERVER_USER, patient: true }, (print) =>
        print('walk', { reportId, seq }, momentSupplies(desk, reportId)),
      )
    }
  } catch (error) {
    desk.logger.info({ err: error, reportId }, 'a past was not walked through')
  }
}

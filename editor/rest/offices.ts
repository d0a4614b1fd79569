import { z } from 'zod'

import { officeSchema } from '../../report/wire/rest.ts'
import type { Office } from '../../report/wire/rest.ts'
import { useLoad } from './load.ts'
import { request } from './request.ts'

const NONE: readonly Office[] = []

function fetchAll(signal: AbortSignal): Promise<Office[]> {
  return request(z.array(officeSchema), '/api/offices', { signal })
}

/** Every office of the province; none until they have arrived. */
export function useOffices(): readonly Office[] {
  const [loaded] = useLoad(fetchAll)
  return loaded.state === 'ready' ? loaded.value : NONE
}

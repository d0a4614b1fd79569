import { json, type RequestHandler } from 'express'
import type { Who } from './who.ts'

/** A plan of a million characters, three bytes each, and some more for JSON's escapes. */
const PLAN_BYTES = '4mb'
/** Two hundred thousand characters that were handed over. */
const HANDOVER_BYTES = '1mb'
const OTHER_BYTES = '64kb'

const TAKES_A_PLAN = /^\/(?:reports|plans\/preview)\/?$/
const TAKES_A_HANDOVER = /^\/reports\/[^/]+\/handovers\/?$/

/** Parses JSON bodies: large ones only where they are expected, and only from people who are signed in. */
export function jsonBodies(who: Who): RequestHandler {
  const small = json({ limit: OTHER_BYTES })
  const ofHandover = json({ limit: HANDOVER_BYTES })
  const ofPlan = json({ limit: PLAN_BYTES })
  return async (request, response, next) => {
    const large = request.method === 'POST' ? largeParser(request.path) : undefined
    if (large) await who.person(request)
    const parse = large ?? small
    parse(request, response, next)
  }

  function largeParser(path: string): RequestHandler | undefined {
    if (TAKES_A_PLAN.test(path)) return ofPlan
    return TAKES_A_HANDOVER.test(path) ? ofHandover : undefined
  }
}

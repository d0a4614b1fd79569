import { json, type RequestHandler } from 'express'
import type { Who } from './who.ts'

/** A plan of a million characters, three bytes each, and some more for JSON's escapes. */
const PLAN_BYTES = '4mb'
const OTHER_BYTES = '64kb'

const TAKES_A_PLAN = /^\/(?:reports|plans\/preview)\/?$/

/** Parses JSON bodies: large ones only where a plan is expected, and only from people who are signed in. */
export function jsonBodies(who: Who): RequestHandler {
  const small = json({ limit: OTHER_BYTES })
  const large = json({ limit: PLAN_BYTES })
  return async (request, response, next) => {
    const takesAPlan = request.method === 'POST' && TAKES_A_PLAN.test(request.path)
    if (takesAPlan) await who.person(request)
    const parse = takesAPlan ? large : small
    parse(request, response, next)
  }
}

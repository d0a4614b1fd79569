import { json, type Request, type RequestHandler } from 'express'
import type { Who } from './who.ts'

/** A plan of a million characters, three bytes each, and some more for JSON's escapes. */
const PLAN_BYTES = '4mb'
/** Two hundred thousand characters that were handed over. */
const HANDOVER_BYTES = '1mb'
/** A comment of ten thousand characters on words of twenty thousand, all of them as JSON's escapes. */
const COMMENT_BYTES = '256kb'
/** Five thousand blocks by their ids; a place for each of three thousand parts. */
const CONTRIBUTION_BYTES = '512kb'
const OTHER_BYTES = '64kb'

const WRITING = new Set(['POST', 'PUT', 'PATCH'])
const TAKES_A_PLAN = /^\/(?:reports|plans\/preview)\/?$/
const TAKES_A_HANDOVER = /^\/reports\/[^/]+\/handovers\/?$/
const TAKES_A_COMMENT = /^\/reports\/[^/]+\/threads(?:\/|$)/
const TAKES_A_CONTRIBUTION = /^\/reports\/[^/]+\/(?:contributions\/[^/]+|provenance)\/?$/

/** Parses JSON bodies: large ones only where they are expected, and only from people who are signed in. */
export function jsonBodies(who: Who): RequestHandler {
  const small = json({ limit: OTHER_BYTES })
  const ofHandover = json({ limit: HANDOVER_BYTES })
  const ofPlan = json({ limit: PLAN_BYTES })
  const ofContribution = json({ limit: CONTRIBUTION_BYTES })
  const ofComment = json({ limit: COMMENT_BYTES })
  return async (request, response, next) => {
    const large = largeParser(request)
    if (large) await who.person(request)
    const parse = large ?? small
    parse(request, response, next)
  }

  function largeParser({ method, path }: Request): RequestHandler | undefined {
    if (WRITING.has(method) && TAKES_A_COMMENT.test(path)) return ofComment
    if (WRITING.has(method) && TAKES_A_CONTRIBUTION.test(path)) return ofContribution
    if (method !== 'POST') return undefined
    if (TAKES_A_PLAN.test(path)) return ofPlan
    return TAKES_A_HANDOVER.test(path) ? ofHandover : undefined
  }
}

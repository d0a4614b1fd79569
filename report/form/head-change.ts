import { z } from 'zod'
import { reportHeadSchema } from '../wire/rest.ts'

const line = (longest: number) => z.string().trim().max(longest)

/** A day, or a month of which only the day is open. */
const dateSchema = z.union([z.literal(''), z.iso.date(), z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/)])

/**
 * What somebody may make of the official head, field by field. Whatever is longer than these is no head any more: it would
 * fill the page that the report begins on.
 */
export const headChangeSchema = reportHeadSchema
  .extend({
    issuingBody: line(300),
    superiorBody: line(300),
    number: line(40),
    place: line(100),
    date: dateSchema,
    type: line(100),
    subject: line(2_000),
    authority: line(200),
    signatoryTitle: line(200),
    signatoryName: line(100),
    recipients: z.array(line(500)).max(100),
    symbol: line(40),
    circulation: line(100),
    typist: line(40),
  })
  .partial()

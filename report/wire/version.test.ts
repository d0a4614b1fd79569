import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { reportSchema } from '../schema/schema.ts'
import * as closeCodes from './close-codes.ts'
import * as errors from './errors.ts'
import * as messages from './messages.ts'
import * as contributions from './contributions.ts'
import * as history from './history.ts'
import * as progress from './progress.ts'
import * as rest from './rest.ts'
import * as paper from './paper.ts'
import * as review from './review.ts'
import { SCHEMA_VERSION, WIRE_VERSION } from './version.ts'

/** Numbers and names as they are, schemas as JSON Schema, functions not at all: what another program would feel. */
function describeExports(exports: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(exports)
      .filter(([, value]) => typeof value !== 'function')
      .map(([name, value]) => [
        name,
        value instanceof z.ZodType ? z.toJSONSchema(value, { unrepresentable: 'any', io: 'input' }) : value,
      ])
      .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  )
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)
}

/** The errors' sentences may be worded better at any time; their codes and statuses are the contract. */
function errorContract(): Record<string, number> {
  return Object.fromEntries(Object.entries(errors.ERRORS).map(([code, { status }]) => [code, status]))
}

// ProseMirror's specs hold functions; names, contents, groups and attributes are what documents are made of.
function documentContract(): unknown {
  const { nodes, marks } = reportSchema.spec
  const shape = (spec: Record<string, unknown>) => ({
    content: spec.content,
    group: spec.group,
    marks: spec.marks,
    excludes: spec.excludes,
    attrs: Object.entries((spec.attrs ?? {}) as Record<string, { default?: unknown }>).map(([name, attr]) => [
      name,
      attr.default ?? null,
    ]),
  })
  const list: unknown[] = []
  nodes.forEach((name, spec) => list.push([name, shape(spec)]))
  marks.forEach((name, spec) => list.push([name, shape(spec)]))
  return list
}

describe('what other programs rely on', () => {
  // When this fails the wire changed: raise WIRE_VERSION, add its line of history, and put the new hash beside the number.
  // (While a version has not been released yet, the hash alone.)
  it('has the version of its description', () => {
    const description = [
      describeExports(rest),
      describeExports(review),
      describeExports(paper),
      describeExports(contributions),
      describeExports(history),
      describeExports(progress),
      describeExports(messages),
      describeExports(closeCodes),
      describeExports({ problemSchema: errors.problemSchema }),
      errorContract(),
    ]
    expect({ version: WIRE_VERSION, hash: hash(description) }).toEqual({
      version: 5,
      hash: '9ab43712f00a435b',
    })
  })

  // When this fails the document changed: raise SCHEMA_VERSION, or clients with the old page delete what they do not know.
  it('has the version of its document', () => {
    expect({ version: SCHEMA_VERSION, hash: hash(documentContract()) }).toEqual({
      version: 2,
      hash: 'a679e9a7ad033c8f',
    })
  })
})

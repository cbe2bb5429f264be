import { z } from 'zod'
import type { Json } from '../base/hash.ts'
import { findingsOf, issueOf } from './explain.ts'

/** What editors are told about a schema that keeps what was written. */
const described = new WeakMap<object, z.ZodType>()

/** Checks with a schema but keeps the value as written: `schedule: cosine` stays short in the leaderboard. */
export function asWritten(schema: z.ZodType): z.ZodType<Json> {
  const kept = z.unknown().transform((value, context): Json => {
    context.issues.push(...findingsOf(schema, value).map(issueOf))
    return value as Json
  })
  described.set(kept, schema)
  return kept
}

export const schemaBehind = (kept: object) => described.get(kept)

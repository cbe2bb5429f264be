import { z } from 'zod'
import { schemaBehind } from './as-written.ts'
import { sweepSchema } from './schema.ts'

/** The JSON Schema that lets editors complete and check search-space files. */
export function jsonSchema(): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(sweepSchema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      const kept = schemaBehind(zodSchema)
      if (kept === undefined) return
      const { $schema: _, ...described } = z.toJSONSchema(kept, { io: 'input' })
      Object.assign(jsonSchema, described)
    },
  })
}

import { z } from 'zod'
import { isRecord } from '../base/is-record.ts'
import { schemaBehind } from './as-written.ts'
import { sweepSchema } from './schema.ts'

/** The JSON Schema that lets editors complete and check search-space files. */
export function jsonSchema(): z.core.JSONSchema.BaseSchema {
  const schema = z.toJSONSchema(sweepSchema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      const kept = schemaBehind(zodSchema)
      if (kept === undefined) return
      const { $schema: _, ...described } = z.toJSONSchema(kept, { io: 'input' })
      Object.assign(jsonSchema, described)
    },
  })
  describeTypes(schema)
  return schema
}

/** The name of a form says what the form is. */
function describeTypes(schema: unknown): void {
  if (Array.isArray(schema)) schema.forEach(describeTypes)
  if (!isRecord(schema)) return
  const { description, properties } = schema
  const type = isRecord(properties) ? properties.type : undefined
  if (isRecord(type) && type.const !== undefined && description !== undefined)
    type.description ??= description
  Object.values(schema).forEach(describeTypes)
}

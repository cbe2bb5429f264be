import { z } from 'zod'
import { UserError } from '../base/errors.ts'
import { samplerSchema } from '../samplers/index.ts'
import { findingsOf } from '../sweep/explain.ts'
import { formatPath, type SchemaFinding } from '../sweep/finding.ts'
import { wordsOf } from '../sweep/rules.ts'

const goal = z.enum(['maximize', 'minimize']).optional()

/** What a call of `createStudy` can have. Spaces, conditions and constraints are checked where they are read. */
const studySchema = z.strictObject({
  space: z.unknown(),
  sampler: z.unknown(),
  constraints: z.array(z.string().min(1)).optional(),
  pruner: z.unknown().optional(),
  folds: z.number().int().min(1).max(100).optional(),
  goal,
  objectives: z.array(z.strictObject({ goal })).optional(),
  seed: z.number().optional(),
})

/** Throws UserError in the words that a search-space file is answered with. */
export function checkStudy(options: { readonly sampler: unknown }): void {
  refuse(findingsOf(studySchema, options))
  const { sampler } = options
  if (typeof sampler === 'function') return
  refuse(findingsOf(z.object({ sampler: samplerSchema }), { sampler }))
}

/** The first finding, the others as details. */
export function refuse(findings: readonly SchemaFinding[]): void {
  const [first, ...others] = findings.map(
    ({ path, problem }) => `${formatPath(path) || 'createStudy'}: ${wordsOf(problem)}`,
  )
  if (first !== undefined) throw new UserError(first, { where: 'createStudy', details: others })
}

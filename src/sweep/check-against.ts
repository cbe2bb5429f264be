import { samplersOfSeveral, takesOneObjective } from '../samplers/index.ts'
import { type Finding, valueAtPath } from './finding.ts'
import { oneOf } from './rules.ts'

/** These look at one trial alone; the others compare by the metric, and would stop one that is good in something else. */
const fairPruners: readonly unknown[] = ['none', 'threshold', 'patience']

/** What does not go with several objectives. */
export function checkAgainst(written: unknown): Finding[] {
  if (valueAtPath(written, ['objective', 'against']) === undefined) return []
  const pruner = valueAtPath(written, ['pruner', 'type'])
  const sampler = valueAtPath(written, ['sampler', 'type'])
  const finding = (section: string, message: string): Finding => ({
    path: [section, 'type'],
    at: 'value',
    message,
  })
  return [
    ...(pruner === undefined || fairPruners.includes(pruner)
      ? []
      : [
          finding(
            'pruner',
            `${pruner} compares trials by the metric alone and would stop good compromises: with objective.against use none, threshold or patience`,
          ),
        ]),
    ...(takesOneObjective(sampler)
      ? [
          finding(
            'sampler',
            `${sampler} takes one objective: with objective.against use ${oneOf(samplersOfSeveral)}`,
          ),
        ]
      : []),
  ]
}

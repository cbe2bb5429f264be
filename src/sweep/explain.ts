import { z } from 'zod'
import { isRecord } from '../base/is-record.ts'
import { type Finding, formatPath, type Path } from './finding.ts'
import { got, meantKey, oneOf, ruleOf, unknownKey } from './rules.ts'

type Issue = z.core.$ZodIssue

/** What a schema finds wrong with a value, in words for a person who does not know schemas. */
export function findingsOf(schema: z.ZodType, value: unknown): Finding[] {
  const result = schema.safeParse(value, { reportInput: true, error: tellOfSchema })
  return result.success ? [] : withoutEchoes(result.error.issues.flatMap(issue => explainIssue(issue, [])))
}

/** A misspelt key is not missing as well. */
function withoutEchoes(findings: readonly Finding[]): Finding[] {
  const meant = findings.flatMap(({ path, message }) => {
    const key = meantKey(message)
    return key === undefined ? [] : [formatPath([...path.slice(0, -1), key])]
  })
  return findings.filter(
    ({ path, message }) => !(message.startsWith('is missing') && meant.includes(formatPath(path))),
  )
}

/** A finding as an issue, for a schema that has a part checked by another. */
export function issueOf({ path, at, message }: Finding): z.core.$ZodRawIssue {
  return { code: 'custom', path: [...path], message, params: { at }, input: undefined }
}

/** Error texts that only the schema knows: the keys that a mapping with an unknown one has, the form of a choice. */
function tellOfSchema({ code, inst }: z.core.$ZodRawIssue): string | undefined {
  if (code === 'invalid_type' && inst instanceof z.ZodDiscriminatedUnion)
    return `a mapping with a ${inst.def.discriminator}`
  if (code !== 'unrecognized_keys') return undefined
  if (inst instanceof z.ZodObject) return Object.keys(inst.shape).join(' ')
  return inst instanceof z.ZodRecord && inst.keyType instanceof z.ZodEnum
    ? inst.keyType.options.join(' ')
    : ''
}

function explainIssue(issue: Issue, above: Path): Finding[] {
  const path = [...above, ...issue.path.map(step => (typeof step === 'symbol' ? String(step) : step))]
  const at = (message: string): Finding[] => [{ path, at: 'value', message }]
  switch (issue.code) {
    case 'custom':
      return [{ path, at: issue.params?.at === 'key' ? 'key' : 'value', message: issue.message }]
    case 'unrecognized_keys': {
      const known = issue.message === '' ? [] : issue.message.split(' ')
      return issue.keys.map(key => ({ path: [...path, key], at: 'key', message: unknownKey(key, known) }))
    }
    case 'invalid_union':
      return issue.errors.length > 0 ? explainUnion(issue.errors, issue.input, path) : at(explainName(issue))
    case 'invalid_value':
      return at(`${ruleOf(issue)}${got(issue.input, issue.values)}`)
    case 'invalid_type':
      return at(
        issue.input === undefined ? `is missing: ${ruleOf(issue)}` : `${ruleOf(issue)}${got(issue.input)}`,
      )
    default:
      return at(`${ruleOf(issue)}${got(issue.input)}`)
  }
}

/** The name that says which form a mapping has (`type: …`) is none of those there are. */
function explainName(issue: Issue): string {
  const { discriminator, options } = named.parse(issue)
  const value = isRecord(issue.input) ? issue.input[discriminator] : issue.input
  return value === undefined
    ? `is missing: must be ${oneOf(options)}`
    : `must be ${oneOf(options)}${got(value, options)}`
}
const named = z.object({ discriminator: z.string(), options: z.array(z.unknown()) })

/** Of the forms that a value may have, the one that was meant; when it is of another kind altogether, all of them. */
function explainUnion(branches: readonly (readonly Issue[])[], input: unknown, path: Path): Finding[] {
  const [meant] = branches
    .filter(issues => !issues.every(isWrongKind))
    .map(issues => issues.flatMap(issue => explainIssue(issue, path)))
    .sort((a, b) => a.length - b.length)
  if (meant !== undefined) return meant
  const roots = branches.flat().flatMap(rootsOf)
  const rules = [...new Set(roots.map(issue => ruleOf(issue).replace(/^must be /, '')))]
  const values = roots.flatMap(issue => (issue.code === 'invalid_value' ? issue.values : []))
  return [{ path, at: 'value', message: `must be ${rules.join(', or ')}${got(input, values)}` }]
}

const rootsOf = (issue: Issue): readonly Issue[] =>
  issue.code === 'invalid_union' ? issue.errors.flat().flatMap(rootsOf) : [issue]

/** Whether nothing inside the value was looked at. */
const isWrongKind = (issue: Issue): boolean =>
  issue.path.length === 0 &&
  rootsOf(issue).every(
    ({ code, path }) => path.length === 0 && (code === 'invalid_type' || code === 'invalid_value'),
  )

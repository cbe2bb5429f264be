import { z } from 'zod'
import { isRecord } from '../base/is-record.ts'
import { formatPath, type Path, type Problem, type SchemaFinding } from './finding.ts'
import { expectedOf, got, type KindIssue, oneOf, ruleOf, wordsOf } from './rules.ts'
import { keysMeant } from './synonyms.ts'

type Issue = z.core.$ZodIssue

/** What only the schema knows of an issue. */
interface SchemaFacts {
  /** The keys that a mapping with an unknown one has. */
  readonly known?: readonly string[]
  /** The key by whose value a mapping has one form or another. */
  readonly form?: string
}

/** The schema's facts of an issue. */
type FactsOf = (issue: Issue) => SchemaFacts

/** What a schema finds wrong with a value, for a person who does not know schemas. */
export function findingsOf(schema: z.ZodType, value: unknown): SchemaFinding[] {
  const facts: SchemaFacts[] = []
  const result = schema.safeParse(value, {
    reportInput: true,
    // Only a text can be given to an issue: here it says where its facts are.
    error: raw => {
      const found = schemaFacts(raw)
      return found && String(facts.push(found) - 1)
    },
  })
  if (result.success) return []
  const told: FactsOf = ({ message }) => facts[Number(message)] ?? {}
  return withoutEchoes(result.error.issues.flatMap(issue => explainIssue(issue, [], told)))
}

/** A misspelt key is not missing as well. */
function withoutEchoes(findings: readonly SchemaFinding[]): SchemaFinding[] {
  const meant = findings.flatMap(({ path, problem }) =>
    problem.kind === 'unknownKey'
      ? problem.meant.map(meant => formatPath([...path.slice(0, -1), meant]))
      : [],
  )
  return findings.filter(
    ({ path, problem }) => problem.kind !== 'missing' || !meant.includes(formatPath(path)),
  )
}

/** A finding as an issue, for a schema that has a part checked by another. */
export function issueOf({ path, at, problem }: SchemaFinding): z.core.$ZodRawIssue {
  return {
    code: 'custom',
    path: [...path],
    message: wordsOf(problem),
    params: { at, problem },
    input: undefined,
  }
}

function schemaFacts({ code, inst }: z.core.$ZodRawIssue): SchemaFacts | undefined {
  if (code === 'invalid_type' && inst instanceof z.ZodDiscriminatedUnion)
    return { form: inst.def.discriminator }
  if (code !== 'unrecognized_keys') return undefined
  if (inst instanceof z.ZodObject) return { known: Object.keys(inst.shape) }
  return inst instanceof z.ZodRecord && inst.keyType instanceof z.ZodEnum
    ? { known: inst.keyType.options.map(String) }
    : undefined
}

function explainIssue(issue: Issue, above: Path, factsOf: FactsOf): SchemaFinding[] {
  const path = [...above, ...issue.path.map(step => (typeof step === 'symbol' ? String(step) : step))]
  const at = (problem: Problem): SchemaFinding[] => [{ path, at: 'value', problem }]
  const wrong = (message: string) => at({ kind: 'wrongValue', message, takesText: isForText(issue) })
  switch (issue.code) {
    case 'custom':
      return [{ path, ...inherited(issue) }]
    case 'unrecognized_keys': {
      const { known = [] } = factsOf(issue)
      return issue.keys.map(key => ({
        path: [...path, key],
        at: 'key',
        problem: { kind: 'unknownKey', known, meant: keysMeant(key, known) },
      }))
    }
    case 'invalid_union':
      return issue.errors.length > 0
        ? explainUnion(issue.errors, issue.input, path, factsOf)
        : at(explainName(issue))
    case 'invalid_value':
      return wrong(`${ruleOf(issue)}${got(issue.input, issue.values)}`)
    case 'invalid_type': {
      const rule = ruleOf(issue, factsOf(issue).form)
      return issue.input === undefined ? at({ kind: 'missing', rule }) : wrong(`${rule}${got(issue.input)}`)
    }
    default:
      return wrong(`${ruleOf(issue)}${got(issue.input)}`)
  }
}

/** What `issueOf` has put into it, or the words of a check in the schema. */
function inherited({ params, message }: z.core.$ZodIssueCustom): Pick<SchemaFinding, 'at' | 'problem'> {
  return { at: params?.at ?? 'value', problem: params?.problem ?? { kind: 'wrongValue', message } }
}

/** The name that says which form a mapping has (`type: …`) is none of those there are. */
function explainName(issue: Issue): Problem {
  const { discriminator, options } = named.parse(issue)
  const value = isRecord(issue.input) ? issue.input[discriminator] : issue.input
  const rule = `must be ${oneOf(options)}`
  return value === undefined
    ? { kind: 'missing', rule }
    : { kind: 'wrongValue', message: `${rule}${got(value, options)}` }
}
const named = z.object({ discriminator: z.string(), options: z.array(z.unknown()) })

/** Of the forms that a value may have, the one that was meant; when it is of another kind altogether, all of them. */
function explainUnion(
  branches: readonly (readonly Issue[])[],
  input: unknown,
  path: Path,
  factsOf: FactsOf,
): SchemaFinding[] {
  const [meant] = branches
    .filter(issues => !issues.some(isWrongKind))
    .map(issues => withoutEchoes(issues.flatMap(issue => explainIssue(issue, path, factsOf))))
    .sort((a, b) => a.length - b.length)
  if (meant !== undefined) return meant
  const roots = branches.flat().flatMap(rootsOf).filter(isOfKind)
  const kinds = [...new Set(roots.map(issue => expectedOf(issue, factsOf(issue).form)))]
  const values = roots.flatMap(issue => (issue.code === 'invalid_value' ? issue.values : []))
  const message = `must be ${kinds.join(', or ')}${got(input, values)}`
  return [{ path, at: 'value', problem: { kind: 'wrongValue', message, takesText: roots.some(isForText) } }]
}

const isForText = (issue: Issue) => issue.code === 'invalid_type' && issue.expected === 'string'

const rootsOf = (issue: Issue): readonly Issue[] =>
  issue.code === 'invalid_union' ? issue.errors.flat().flatMap(rootsOf) : [issue]

const isOfKind = (issue: Issue): issue is KindIssue =>
  issue.code === 'invalid_type' || issue.code === 'invalid_value'

/** Whether nothing inside the value was looked at. */
const isWrongKind = (issue: Issue): boolean =>
  issue.path.length === 0 && rootsOf(issue).every(root => root.path.length === 0 && isOfKind(root))

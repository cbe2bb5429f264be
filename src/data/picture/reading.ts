import { UserError } from '../../base/errors.ts'
import type { Range, Rule } from './rule.ts'
import type { Kind } from './stored.ts'
import { rangeText, valuesText } from './words.ts'

/** How the numbers of a data set's deep images are read: the same way in every process that opens it. */
export interface Reading {
  /** What the person said. */
  readonly range?: Range
  readonly kinds: readonly KindFound[]
}

/** A kind of deep image in a data set. */
export interface KindFound {
  readonly kind: Kind
  readonly images: number
  readonly rule: Rule
}

/** A kind is unknown where none of its images that were looked at could be read, or a file was replaced meanwhile. */
export function ruleFor({ range, kinds }: Reading, kind: Kind): Rule {
  if (range !== undefined) return { by: 'said', range }
  const unknown: Rule = { by: 'none', extent: { low: 0, high: 0 }, proposal: [0, 1] }
  return kinds.find(found => found.kind === kind)?.rule ?? unknown
}

/** Where the numbers of half of the images have no certain meaning, nothing is begun without the rest. */
export function checkReading(
  { kinds }: Reading,
  total: number,
  asked: 'data.range' | '--range' = 'data.range',
): void {
  const unclear = kinds.flatMap(({ kind, images, rule }) =>
    rule.by === 'none' ? [{ kind, images, rule }] : [],
  )
  const [first] = unclear
  const count = unclear.reduce((sum, { images }) => sum + images, 0)
  if (first === undefined || count < total / 2) return
  throw new UserError('no rule says which values of these images are black and white', {
    where: asked,
    details: unclear.map(
      ({ kind, images, rule }) => `${images} of ${total} images are ${kind}, ${valuesText(rule.extent)}`,
    ),
    next: `Say it, such as ${asked === '--range' ? `--range ${first.rule.proposal.join(',')}` : `data: { range: ${rangeText(first.rule.proposal)} }`}: nearly all values lie there.`,
  })
}

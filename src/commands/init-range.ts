import type { Dataset } from '../data/dataset.ts'
import { readingOf } from '../data/picture/look.ts'
import type { Reading } from '../data/picture/reading.ts'
import type { Range } from '../data/picture/rule.ts'
import { rangeText } from '../data/picture/words.ts'

/** What `init` writes of how deep images are read. */
export interface ProposedRange {
  readonly range?: Range
  /** The line of the file with its comment; none where there is nothing to say. */
  readonly lines: readonly (readonly [text: string, comment: string])[]
  readonly reading: Reading
}

/** Looks at the values of deep images; a range that is not settled by their type is proposed, where one serves for all. */
export async function proposeRange(dataset: Dataset): Promise<ProposedRange> {
  const reading = await readingOf(dataset)
  const [first, ...others] = reading.kinds
  if (first === undefined || others.length > 0 || first.rule.by === 'full') return { reading, lines: [] }
  const { kind, rule } = first
  const range = rule.by === 'none' ? rule.proposal : rule.range
  const comment =
    rule.by === 'none'
      ? `nearly all values of your ${kind} images lie there; say what is black and what is white`
      : `black and white in your ${kind} images, as their values suggest`
  const said = { ...first, rule: { by: 'said', range } as const }
  return { range, lines: [[`  range: ${rangeText(range)}`, comment]], reading: { range, kinds: [said] } }
}

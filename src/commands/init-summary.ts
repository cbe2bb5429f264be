import { byNumbers } from '../base/natural-order.ts'
import { visible } from '../base/visible.ts'
import type { Dataset } from '../data/dataset.ts'
import { duplicateFindings } from '../data/duplicates/findings.ts'
import type { Duplicates } from '../data/duplicates/policies.ts'
import { duplicatesSentence, duplicateWarnings, splitGroups } from '../data/duplicates/words.ts'
import type { ImageSize } from '../data/image-sizes.ts'
import { widthOf } from '../text/width.ts'
import { countClasses, medianSide } from './init-choices.ts'

/** What was found, and which labels cannot be right. */
export function duplicateLines({ images, classes, assigned }: Dataset, duplicates: Duplicates): string[] {
  const handling = { policy: 'group', hasFixedFolds: assigned !== undefined } as const
  const findings = duplicateFindings(duplicates, images, classes, {
    k: 1,
    of: images.map(({ test }) => (test ? -1 : 0)),
  })
  const sentence = duplicatesSentence(findings.groups, handling, splitGroups(findings))
  return [
    ...(sentence === '' ? [] : [`${sentence}; nightsweep plan lists them`]),
    ...duplicateWarnings(findings, handling).map(warning => `  warning: ${warning}`),
  ]
}

/** What was seen and written, for a person. */
export function summary(
  dataset: Dataset,
  sizes: readonly ImageSize[],
  written: string,
  found: readonly string[],
  reasons: readonly string[],
  isFetched: boolean,
): string[] {
  const { images, classes } = dataset
  const quoted = /\s/.test(written) ? `"${written}"` : written
  return [
    `${images.length} images in ${classes.length} classes`,
    ...classLines(dataset),
    `Shorter sides of about ${medianSide(sizes)} pixels (${sizes.length} images looked at)`,
    ...found,
    ...skippedLines(dataset),
    '',
    `Wrote ${written}:`,
    ...reasons,
    '',
    'Next:',
    `  nightsweep plan ${quoted}   what would happen`,
    `  nightsweep run ${quoted}    ${isFetched ? 'fetches the official weights once, then starts' : 'starts'}`,
  ]
}

/** The classes with their counts, the largest and smallest where there are many. */
function classLines(dataset: Dataset): string[] {
  const counts = countClasses(dataset)
  const nameOf = (label: number) => visible(dataset.classes[label] ?? '')
  const order = [...counts.keys()].sort(
    (a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || byNumbers(nameOf(a), nameOf(b)),
  )
  const width = Math.min(30, Math.max(...order.map(label => widthOf(nameOf(label)))))
  const line = (label: number) =>
    `  ${nameOf(label)}${' '.repeat(Math.max(0, width - widthOf(nameOf(label))))} ${String(counts[label]).padStart(6)}`
  const [most, least] = [Math.max(...counts), Math.min(...counts)]
  const balance =
    most >= 1.5 * least ? [`  Uneven: the largest class is ${(most / least).toFixed(1)} × the smallest`] : []
  if (order.length <= 12) return [...order.map(line), ...balance]
  return [...order.slice(0, 5).map(line), '  …', ...order.slice(-5).map(line), ...balance]
}

function skippedLines({ skipped }: Dataset): string[] {
  if (skipped.length === 0) return []
  const few = skipped.slice(0, 5).map(({ file, reason }) => `  ${file} ${reason}`)
  const more = skipped.length > few.length ? [`  … and ${skipped.length - few.length} more`] : []
  return [`${skipped.length} ${skipped.length === 1 ? 'file is' : 'files are'} left out:`, ...few, ...more]
}

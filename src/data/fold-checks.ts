import { UserError } from '../base/errors.ts'
import { firstFew } from '../base/file-errors.ts'
import type { ImageFile } from './dataset.ts'

/** Every used class must have an image, and the data a group, for each of the k folds once the holdout (−1) is out. */
export function checkCounts(
  images: readonly ImageFile[],
  classes: readonly string[],
  k: number,
  of: readonly number[],
  groups?: number,
): void {
  const counts = classes.map(name => ({ name, all: 0, left: 0 }))
  for (const [image, { label }] of images.entries()) {
    const entry = counts[label]
    if (entry === undefined || of[image] === -2) continue
    entry.all++
    if (of[image] !== -1) entry.left++
  }
  const small = counts.filter(({ left }) => left < k).sort((a, b) => a.left - b.left)
  const [first] = small
  if (first !== undefined)
    throw new UserError(
      `The class "${first.name}" has ${describe(first)}, but each of the ${k} folds needs one of its own`,
      {
        where: 'folds.k',
        details: firstFew(small.slice(1).map(entry => `"${entry.name}" has ${describe(entry)}`)),
        next: adviceFor(
          first,
          images.some(({ test }) => test),
        ),
      },
    )
  if (groups !== undefined && groups < k)
    throw new UserError(
      groups === 1
        ? 'All images are of one group, and a group cannot lie on both sides of a fold'
        : `There are ${groups} groups for ${k} folds, and a group cannot lie on both sides of a fold`,
      {
        where: 'folds.k',
        next: groups < 2 ? 'Use finer groups.' : `Set folds.k to at most ${groups}, or use finer groups.`,
      },
    )
}

/** Every fold must validate something, and train on images of every class that is used. */
export function checkCoverage(
  images: readonly ImageFile[],
  classes: readonly string[],
  k: number,
  of: readonly number[],
): void {
  const counts = Array.from({ length: k }, () => new Array<number>(classes.length).fill(0))
  for (const [image, { label }] of images.entries()) {
    const row = counts[of[image] ?? -1]
    if (row !== undefined) row[label] = (row[label] ?? 0) + 1
  }
  const empty = counts.findIndex(row => row.every(count => count === 0))
  if (empty >= 0)
    throw new UserError(`Fold ${empty} of 0 to ${k - 1} has no images`, {
      where: 'folds',
      next: 'Use fewer folds, or smaller groups.',
    })
  for (const [label, name] of classes.entries()) {
    const filled = counts.filter(row => (row[label] ?? 0) > 0).length
    if (filled > 1) continue
    throw new UserError(
      filled === 0
        ? `The class "${name}" has no image in any fold`
        : `All images of the class "${name}" lie in fold ${counts.findIndex(row => (row[label] ?? 0) > 0)}, so that fold would be trained without ever seeing it`,
      { where: 'folds', next: `Spread "${name}" over more folds or groups, or leave this class out.` },
    )
  }
}

function adviceFor({ all, left }: { all: number; left: number }, hasTest: boolean): string {
  const ways = [
    ...(left >= 2 ? [`set folds.k to at most ${left}`] : []),
    ...(all > left ? [hasTest ? 'take some of its images out of the test' : 'lower data.holdout'] : []),
    'add images to this class',
  ]
  return `You can ${ways.join(', ')} or leave it out.`
}

function describe({ all, left }: { all: number; left: number }): string {
  const images = `${all} ${all === 1 ? 'image' : 'images'}`
  return all === left ? images : `${images}, ${left} outside the holdout`
}

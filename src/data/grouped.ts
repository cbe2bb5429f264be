import { UserError } from '../base/errors.ts'
import type { Random } from '../base/random.ts'
import type { ImageFile } from './dataset.ts'
import { createDisjointSets } from './duplicates/disjoint-sets.ts'

/** What must lie in one fold, of the images that are used: indices, in the order of the first; many stand alone. */
export function unitsOf(
  images: readonly ImageFile[],
  used: readonly number[],
  { grouped, together }: { grouped: boolean; together: readonly (readonly number[])[] },
): number[][] {
  const sets = createDisjointSets(images.length)
  for (const [first = 0, ...others] of [...(grouped ? groupsOf(images) : []), ...together])
    for (const other of others) sets.join(first, other)
  const isUsed = new Set(used)
  return sets
    .sets()
    .map(members => members.filter(image => isUsed.has(image)))
    .filter(({ length }) => length > 0)
}

/** Image indices by the group that the table names. */
function groupsOf(images: readonly ImageFile[]): number[][] {
  const groups = new Map<string, number[]>()
  for (const [index, { group }] of images.entries()) {
    if (group === undefined) continue
    const members = groups.get(group)
    if (members === undefined) groups.set(group, [index])
    else members.push(index)
  }
  if (groups.size === 0)
    throw new UserError('The folds are to be grouped, but no image has a group', {
      where: 'folds.grouped',
      next: 'List the images in a table with the columns path,label,group, name the column, data.columns: { group: NAME }, or set folds.grouped to false.',
    })
  return [...groups.values()]
}

/**
 * Spreads whole groups over bins that should get the given shares of every class. Greedy: the groups with the most
 * uneven classes first, each into the bin that leaves the class shares most even, then the one with the fewest images
 * (as scikit-learn's StratifiedGroupKFold; here the bins may differ in size). A bin of share 0 stays empty.
 */
export function spreadGroups(
  groups: readonly (readonly number[])[],
  labels: readonly number[],
  shares: readonly number[],
  random: Random,
): (readonly number[])[][] {
  const classes = labels.reduce((most, label) => Math.max(most, label), 0) + 1
  const totals = countLabels(groups.flat(), labels, classes)
  const bins = shares.map(share => ({
    share,
    groups: [] as (readonly number[])[],
    filled: new Float64Array(classes),
    size: 0,
  }))
  const open = bins.filter(({ share }) => share > 0)
  const entries = random
    .shuffle(groups)
    .map(members => ({ members, counts: countLabels(members, labels, classes) }))
    .sort((a, b) => deviation([...b.counts]) - deviation([...a.counts]))

  for (const { members, counts } of entries) {
    // Only the classes of this group change, so only they tell the bins apart.
    const changed = [...counts.keys()].filter(label => counts[label] !== 0)
    const costs = open.map(bin =>
      sum(
        changed.map(label =>
          deviation(
            open.map(
              other =>
                ((other.filled[label] ?? 0) + (other === bin ? (counts[label] ?? 0) : 0)) /
                ((totals[label] ?? 1) * other.share),
            ),
          ),
        ),
      ),
    )
    const least = Math.min(...costs)
    const [best] = open
      .filter((_, i) => (costs[i] ?? 0) <= least + 1e-12)
      .sort((a, b) => a.size / a.share - b.size / b.share)
    if (best === undefined) continue
    best.groups.push(members)
    best.size += members.length
    for (const label of changed) best.filled[label] = (best.filled[label] ?? 0) + (counts[label] ?? 0)
  }
  return bins.map(bin => bin.groups)
}

function countLabels(
  images: readonly number[],
  labels: readonly number[],
  classes: number,
): Float64Array<ArrayBuffer> {
  const counts = new Float64Array(classes)
  for (const image of images) {
    const label = labels[image] ?? 0
    counts[label] = (counts[label] ?? 0) + 1
  }
  return counts
}

/** Standard deviation. */
function deviation(values: readonly number[]): number {
  const mean = sum(values) / values.length
  return Math.sqrt(sum(values.map(value => (value - mean) ** 2)) / values.length)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

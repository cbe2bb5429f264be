import type { Random } from '../base/random.ts'

/** Deals each class in turn to k folds: the sizes differ by at most one, in each class and altogether. */
export function dealClasses(
  images: readonly number[],
  labels: readonly number[],
  k: number,
  random: Random,
): number[][] {
  const folds = Array.from({ length: k }, (): number[] => [])
  const order = random.shuffle(folds)
  let next = 0
  for (const members of byClass(images, labels))
    for (const image of random.shuffle(members)) order[next++ % k]?.push(image)
  return folds
}

/** A share of every class, rounded; one image at least where more than k remain for the folds. */
export function takeHoldout(
  images: readonly number[],
  labels: readonly number[],
  share: number,
  k: number,
  random: Random,
): number[] {
  if (share === 0) return []
  return byClass(images, labels).flatMap(members => {
    const count = Math.round(share * members.length)
    return random.shuffle(members).slice(0, count === 0 && members.length > k ? 1 : count)
  })
}

function byClass(images: readonly number[], labels: readonly number[]): number[][] {
  const classes = new Map<number, number[]>()
  for (const image of images) {
    const label = labels[image] ?? 0
    const members = classes.get(label)
    if (members === undefined) classes.set(label, [image])
    else members.push(image)
  }
  return [...classes.values()]
}

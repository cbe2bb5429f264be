import { doneFolds, meanLoss } from './judging.ts'
import type { Curves, Peers } from './pruner.ts'

/** The peer that was trained to its end and came to the lowest mean. */
interface BestFinished {
  readonly curves: Curves
  /** Of all its folds. */
  readonly losses: readonly number[]
  readonly mean: number
}

/** For each number of peers the best among them: each is looked at once. */
const createBests = (): (BestFinished | undefined)[] => [undefined]

/** The earliest among equals; undefined before one has finished. */
export function bestFinished({ count, at, memo }: Peers): BestFinished | undefined {
  const bests = memo(createBests)
  for (let index = bests.length - 1; index < count; index++) {
    const before = bests[index]
    const one = finished(at(index))
    bests.push(one !== undefined && (before === undefined || one.mean < before.mean) ? one : before)
  }
  return bests[count]
}

function finished(curves: Curves): BestFinished | undefined {
  const losses = doneFolds(curves).map(({ loss }) => loss)
  if (!curves.finished || losses.length === 0) return undefined
  return { curves, losses, mean: meanLoss(losses) }
}

import { isPlainHead } from '../../training/needs.ts'
import type { Recipe } from '../../trial/recipe.ts'

/** Heads that a worker may have waiting: enough that it is busy while their outcomes travel. A power of two. */
const headsPerWorker = 32

/** What a fold takes of the host's capacity, of which each worker has one: heads take a part of a worker. */
export function slotsOf(recipe: Recipe): number {
  return isPlainHead(recipe) ? 1 / headsPerWorker : 1
}

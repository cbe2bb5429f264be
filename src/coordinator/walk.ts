import type { Sequence } from '../trial/sequence.ts'
import type { Place, Trial } from '../trial/trial.ts'

type Step = Place | { readonly failed: number } | 'completed'

interface Reached {
  position: number
  epochs: number
}

/** Where the judging of each open trial has come to: fold after fold, epoch after epoch. */
export function createWalk({ foldAt, positionOf }: Sequence) {
  const reached = new Map<number, Reached>()

  /** A trial that was paused goes on after that place. */
  function startOf({ number, resumedAt }: Trial): Reached {
    if (resumedAt === undefined) return { position: 0, epochs: 0 }
    const { fold, epoch } = resumedAt
    const position = positionOf(number, fold)
    return epoch === 'end' ? { position: position + 1, epochs: 0 } : { position, epochs: epoch }
  }

  /** The places that nobody has looked at yet, up to the first fold that is not done. */
  function* newPlaces(trial: Trial, k: number): Generator<Step> {
    const { number, folds } = trial
    const at = reached.get(number) ?? startOf(trial)
    reached.set(number, at)
    for (;;) {
      const place = foldAt(number, at.position)
      const fold = folds[place]
      if (fold === undefined) return
      while (at.epochs < fold.curve.length) {
        at.epochs++
        yield { fold: place, epoch: at.epochs }
      }
      if (fold.state === 'failed') yield { failed: place }
      if (fold.state !== 'done') return
      if (at.position === k - 1) return void (yield 'completed')
      at.position++
      at.epochs = 0
      yield { fold: place, epoch: 'end' }
    }
  }

  return { newPlaces, forget: (trial: number) => void reached.delete(trial) }
}

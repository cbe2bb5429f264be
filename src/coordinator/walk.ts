import type { Place, Trial } from '../trial/trial.ts'

type Step = Place | { readonly failed: number } | 'completed'

interface Reached {
  fold: number
  epochs: number
}

/** Where the judging of each open trial has come to: fold after fold, epoch after epoch. */
export function createWalk() {
  const reached = new Map<number, Reached>()

  /** The places that nobody has looked at yet, up to the first fold that is not done. */
  function* newPlaces({ number, folds }: Trial, k: number): Generator<Step> {
    const at = reached.get(number) ?? { fold: 0, epochs: 0 }
    reached.set(number, at)
    for (;;) {
      const fold = folds[at.fold]
      if (fold === undefined) return
      while (at.epochs < fold.curve.length) {
        at.epochs++
        yield { fold: at.fold, epoch: at.epochs }
      }
      if (fold.state === 'failed') yield { failed: at.fold }
      if (fold.state !== 'done') return
      if (at.fold === k - 1) return void (yield 'completed')
      const { fold: done } = at
      at.fold++
      at.epochs = 0
      yield { fold: done, epoch: 'end' }
    }
  }

  return { newPlaces, forget: (trial: number) => void reached.delete(trial) }
}

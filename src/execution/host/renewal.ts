/** When a host process is replaced by a new one. */
export interface RenewalRules {
  /** After so many folds, whatever it has come to. */
  readonly folds?: number | undefined
  /** Beyond so much memory, which it should never need: it leaks. */
  readonly bytes?: number | undefined
}

export interface Renewal {
  readonly isDue: boolean
  foldEnded(): void
  /** Once a second. */
  memoryIs(bytes: number): void
  /** A new process begins. */
  begin(): void
}

/** Peaks of a step are no leak: the least of so many seconds counts. */
const seconds = 10
/** Opening costs time: between two processes that grew too large lie so many folds, twice as many each time. */
const fewestFolds = 50

export function createRenewal({
  folds: mostFolds = Infinity,
  bytes: mostBytes = Infinity,
}: RenewalRules): Renewal {
  let folds = 0
  let patience = fewestFolds
  let lately: number[] = []
  const isTooLarge = () => folds >= patience && lately.length === seconds && Math.min(...lately) > mostBytes
  return {
    get isDue() {
      return folds >= mostFolds || isTooLarge()
    },
    foldEnded() {
      folds++
    },
    memoryIs(bytes) {
      lately = [...lately.slice(1 - seconds), bytes]
    },
    begin() {
      if (isTooLarge()) patience *= 2
      folds = 0
      lately = []
    },
  }
}

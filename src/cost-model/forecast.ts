/** A number, and what it will lie between in four of five cases. */
export interface Range {
  readonly low: number
  readonly likely: number
  readonly high: number
}

/** What there will be, and when. */
export interface Forecast {
  /** Seconds until the session ends. */
  readonly left: Range
  /** Trials that will have ended by then, those that have ended already included. */
  readonly trials: Range
  /** In the budget, if it names them. */
  readonly planned: number | undefined
  /** What ends the session: the trials are done, or time, or the budget of training is used up. */
  readonly endedBy: 'trials' | 'deadline' | 'cost'
}

/** What a forecast is made from. Work is in seconds of training, whatever the number of workers. */
export interface Outlook {
  /** Trials that have ended. */
  readonly ended: number
  readonly planned: number | undefined
  /** Of folds that trials which have begun still need, and how many such trials there are. */
  readonly begun: { readonly seconds: number; readonly trials: number }
  /** Of a trial that has not begun. */
  readonly trial: number
  /** Trials that have not begun; infinite when the budget does not count them. */
  readonly toCome: number
  /** Seconds that must pass for a second of training: below 1 with several workers. */
  readonly pace: number
  /** Seconds before training can begin or go on: frozen layers. */
  readonly once: number
  /** Seconds until the deadline, what is reserved taken off; and of training that the budget has left. */
  readonly secondsLeft: number
  readonly costLeft: number
  /** Deviation of the logarithm of the work that is left. */
  readonly deviation: number
}

/** Four of five cases are no further from the middle than so many deviations. */
const inFourOfFive = 1.28

export function forecastOf(outlook: Outlook): Forecast {
  const { ended, planned, begun, toCome, trial, pace, once, secondsLeft, costLeft } = outlook
  const factor = Math.exp(inFourOfFive * outlook.deviation)
  const work = begun.seconds + (toCome === Infinity ? Infinity : toCome * trial)

  /** If all takes `slow` times as long as is likely. */
  const needed = (slow: number) => slow * once + Math.min(slow * work, costLeft) * pace
  const left = (slow: number) => Math.min(secondsLeft, needed(slow))
  function trials(slow: number): number {
    const training = Math.min(costLeft, Math.max(0, secondsLeft - slow * once) / pace)
    return Math.min(ended + begun.trials + toCome, ended + trialsIn(training / slow, outlook))
  }

  return {
    left: { low: left(1 / factor), likely: left(1), high: left(factor) },
    trials: { low: trials(factor), likely: trials(1), high: trials(1 / factor) },
    planned,
    endedBy: secondsLeft < needed(1) ? 'deadline' : costLeft < work ? 'cost' : 'trials',
  }
}

/** Those that have begun come first, each a part of what they need. */
function trialsIn(seconds: number, { begun, trial }: Outlook): number {
  if (seconds === Infinity) return Infinity
  if (seconds < begun.seconds) return (begun.trials * seconds) / begun.seconds
  return begun.trials + (trial > 0 ? (seconds - begun.seconds) / trial : 0)
}

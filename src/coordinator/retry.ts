import type { Cause } from '../trial/job.ts'
import type { Way } from '../trial/trial.ts'

export interface Mishap {
  readonly cause: Cause
  /** Of the attempt that failed before this one, in any session. */
  readonly before?: Cause | undefined
  /** Attempts that failed and that a retry may mend, this one included. */
  readonly mishaps: number
  /** Most folds that ran beside it, itself included. */
  readonly together: number
  /** Another's fault. */
  readonly isInnocent?: boolean | undefined
  /** By somebody else, as it seems. */
  readonly wasKilled?: boolean | undefined
  /** Images that it had in the network at once; 1 where fewer would need no less memory. */
  readonly images?: number
}

/** Somebody who kills processes does not know the folds; a program that guards the memory may mean this one. */
const mostKills = 6

/**
 * What is done about a fold that failed. A process that dies takes all its folds along, and only one of them may be
 * to blame: they are tried again in smaller and smaller company (`companyAfter`), and a death counts against a fold only
 * if it ran alone; twice, as even then another program may have been the cause, and more often where that is likely. One
 * that has too little memory alone goes on with half the images at once, down to one.
 */
export function retry({
  cause,
  before,
  mishaps,
  together,
  isInnocent,
  wasKilled,
  images = 1,
}: Mishap): Way | 'fail' {
  if (isInnocent) return 'elsewhere'
  switch (cause) {
    case 'lost':
      return together === 1 && mishaps >= (wasKilled ? mostKills : 2) ? 'fail' : 'apart'
    case 'outOfMemory':
      if (together === 1 && images > 1) return 'smaller'
      return together === 1 && mishaps > 1 ? 'fail' : 'apart'
    case 'deadline':
      // Another chance once; then it is the fold.
      return before === 'deadline' ? 'fail' : 'elsewhere'
    case 'diverged':
    case 'badData':
    case 'error':
      return 'fail'
    default:
      return cause satisfies never
  }
}

/**
 * How many folds, itself included, may run beside a fold that failed among `together`. By roots and not one by one:
 * 64 innocent heads are cleared in rounds of eight, and a guilty one is alone after two rounds more. Memory is short where
 * many use it: after that, a fold runs alone at once.
 */
export function companyAfter(cause: Cause, together: number): number {
  return cause === 'outOfMemory' ? 1 : Math.floor(Math.sqrt(together))
}

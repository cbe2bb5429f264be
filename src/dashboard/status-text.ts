import type { RunState } from '../trial/trial.ts'
import { oneLine } from './width.ts'

/** "finished: 12 of 12 trials"; a reason that begins with the same word is not said twice. */
export function statusText({ status, reason }: Pick<RunState, 'status' | 'reason'>): string {
  const why = oneLine(reason)
  if (why === '') return status
  return why.startsWith(status) ? why : `${status}: ${why}`
}

/** Nobody works on it now. */
export const isOver = ({ status }: Pick<RunState, 'status'>): boolean =>
  status !== 'preparing' && status !== 'running'

import { oneLine } from './width.ts'

/** "finished: 12 of 12 trials"; a reason that begins with the same word is not said twice. */
export function statusText({ status, reason }: { status: string; reason: string }): string {
  const why = oneLine(reason)
  if (why === '') return status
  return why.startsWith(status) ? why : `${status}: ${why}`
}

/** Nobody works on it now. */
export const isOver = ({ status }: { status: string }): boolean =>
  status !== 'preparing' && status !== 'running' && status !== 'paused'

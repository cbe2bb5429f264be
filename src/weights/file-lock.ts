import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf, UserError } from '../base/errors.ts'
import { seekLock } from '../base/lock/lock-file.ts'

const lookMs = 200

export interface LockOptions {
  readonly signal?: AbortSignal | undefined
  /** Called again and again while another process holds the lock. */
  onWait?(): void
}

/** Runs `work` while no other process holds the lock, which is a file; waits for its turn. */
export async function withFileLock<T>(
  file: string,
  work: () => Promise<T>,
  { signal, onWait }: LockOptions = {},
): Promise<T> {
  const attempt = await seekLock(file)
  for (;;) {
    const { lock } = await attempt().catch(cause => {
      throw unusable(file, cause)
    })
    if (lock !== undefined) return await work().finally(() => lock.release())
    onWait?.()
    await sleep(lookMs, undefined, { ...(signal && { signal }) })
  }
}

const unusable = (file: string, cause: unknown) =>
  new UserError(`the folder for weights cannot be written (${messageOf(cause)})`, {
    where: file,
    next: 'Name another folder: NIGHTSWEEP_CACHE=<folder>',
    cause,
  })

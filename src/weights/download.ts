import { setTimeout as sleep } from 'node:timers/promises'
import { TransferProblem } from './request.ts'
import { type Transfer, transfer } from './transfer.ts'

export interface Patience {
  /** Tries in a row that bring nothing new. */
  readonly tries: number
  /** Before the second try; doubled before each further one. */
  readonly waitMs: number
  readonly stallMs: number
}

export const usualPatience: Patience = { tries: 5, waitMs: 500, stallMs: 30_000 }
const maxWaitMs = 15_000

/** Fetches a file, trying again and going on where it broke off for as long as that brings it forward. */
export async function download(
  job: Omit<Transfer, 'stallMs'>,
  { tries, waitMs, stallMs }: Patience,
): Promise<{ resumed: boolean }> {
  let best = 0
  let resumed = false
  const onProgress = (received: number, total: number | undefined) => {
    if (received > best) {
      best = received
      failures = 0
    }
    job.onProgress?.(received, total)
  }
  let failures = 0
  for (;;) {
    try {
      const result = await transfer({ ...job, stallMs, onProgress })
      return { resumed: resumed || result.resumed }
    } catch (error) {
      if (!(error instanceof TransferProblem) || !error.passing || ++failures >= tries) throw error
      resumed = true
      const wait = Math.min(maxWaitMs, waitMs * 2 ** (failures - 1) * (0.75 + Math.random() / 2))
      await sleep(Math.max(wait, error.waitMs), undefined, { ...(job.signal && { signal: job.signal }) })
    }
  }
}

/** When what is silent is told of, and when it is given up, in ms. */
export interface Patience {
  readonly toldMs: number
  /** Somebody stopped the process, and may let it go on. */
  readonly stoppedMs: number
  /** It swaps, or it is stuck. */
  readonly stuckMs: number
}

/**
 * A host is heard once a second. Fifteen seconds of silence are beyond a busy machine; two minutes beyond one that swaps.
 * Whoever stops a process by hand gets five to think of it.
 */
const usualPatience: Patience = { toldMs: 15_000, stoppedMs: 300_000, stuckMs: 120_000 }

/** Silence that is still taken for life. */
const shortMs = 5000

export type SilenceStep =
  /** It was heard: ms that it has lived since it was heard before; after a silence that was told of, how long that was. */
  | { readonly is: 'alive'; readonly livedMs: number; readonly afterMs?: number }
  | { readonly is: 'silent' }
  /** To be told now. */
  | { readonly is: 'noticed'; readonly isStopped: boolean }
  | { readonly is: 'givenUp'; readonly isStopped: boolean; readonly silentMs: number }

/** How long it has been since anything was heard of a host, in time in which we were awake. */
export function createSilence(patience: Patience = usualPatience) {
  let silentMs = 0
  let isTold = false

  function forget(): void {
    silentMs = 0
    isTold = false
  }

  /** `isStopped` is asked only when it matters. */
  function beat(awakeMs: number, isHeard: boolean, isStopped: () => boolean): SilenceStep {
    silentMs += awakeMs
    if (isHeard) {
      const [afterMs, wasTold] = [silentMs, isTold]
      forget()
      const livedMs = afterMs <= shortMs ? afterMs : 0
      return wasTold ? { is: 'alive', livedMs, afterMs } : { is: 'alive', livedMs }
    }
    if (silentMs < Math.min(...Object.values(patience))) return { is: 'silent' }
    const stopped = isStopped()
    if (silentMs >= (stopped ? patience.stoppedMs : patience.stuckMs)) {
      const given = { is: 'givenUp', isStopped: stopped, silentMs } as const
      forget()
      return given
    }
    if (isTold || silentMs < patience.toldMs) return { is: 'silent' }
    isTold = true
    return { is: 'noticed', isStopped: stopped }
  }

  return { beat, forget }
}

import { UserError } from '../../base/errors.ts'
import type { Pulse } from '../../base/pulse.ts'
import { formatSeconds } from '../../text/format.ts'

/**
 * A drive that is away, or a driver that does not come back: not one image, nothing in so long. Engines start in seconds,
 * and the largest picture decodes in some.
 */
const mostQuietMs = 10 * 60_000

/** An opening that did not get on: another process may. */
export class StuckOpening extends Error {
  override readonly name = 'StuckOpening'
  readonly quietMs: number

  constructor(quietMs: number) {
    super(`the host process did not get on with opening for ${formatSeconds(quietMs / 1000)} and was ended`)
    this.quietMs = quietMs
  }

  /** Of the last of several. */
  asFinal(openings: number, root: string): UserError {
    const quiet = formatSeconds(this.quietMs / 1000)
    return new UserError(`nothing moved for ${quiet} while images were read and the engine was started`, {
      where: root,
      details: [`tried ${openings} times, each time in a new process`],
      next: 'See whether the folder can be read (a network drive that is away?) and the engine starts (`nightsweep engine list`); then go on with `nightsweep resume`.',
    })
  }
}

export interface OpeningWatch {
  /** It gets on. */
  moved(): void
  end(): void
}

/** Calls back once when an opening has not got on for too long; sleep does not count. */
export function watchOpening(
  pulse: Pulse | undefined,
  onStuck: (error: StuckOpening) => void,
  quietestMs = mostQuietMs,
): OpeningWatch {
  let quietMs = 0
  const end = pulse?.onBeat(awakeMs => {
    quietMs += awakeMs
    if (quietMs < quietestMs) return
    end?.()
    onStuck(new StuckOpening(quietMs))
  })
  return {
    moved() {
      quietMs = 0
    },
    end: () => end?.(),
  }
}

/** How often the holder of a lock says that it lives, and for how long it may be silent. */
export interface Rhythm {
  readonly beatMs: number
  readonly silenceMs: number
}

export const usualRhythm: Rhythm = { beatMs: 3000, silenceMs: 30_000 }

/** What was seen of a lock whose holder cannot be asked; all times are the reader's own, and monotonic. */
export interface Pulse {
  readonly watchedMs: number
  /** Since it was seen to beat; undefined: that was not seen yet. */
  readonly silentMs: number | undefined
  /** The last beat's age when first seen, by the file system's clock; undefined: unknown, or ahead of that clock. */
  readonly ageMs: number | undefined
}

/** `unsure`: look again. */
export type Verdict = 'alive' | 'dead' | 'unsure'

/**
 * Who only wants to know believes the file system's clock, which somebody may have set meanwhile. Who wants to take
 * the lock is careful: only a beat that is seen counts as life, and only an old one that stays the last one as death.
 */
export function judgePulse(pulse: Pulse, { beatMs, silenceMs }: Rhythm, isCareful: boolean): Verdict {
  const { watchedMs, silentMs, ageMs } = pulse
  if (silentMs !== undefined) return silentMs < silenceMs ? 'alive' : 'dead'
  const isOld = (ageMs ?? 0) + watchedMs >= silenceMs
  const hasMissedBeats = watchedMs >= 2.5 * beatMs
  if (isCareful) return isOld && hasMissedBeats ? 'dead' : 'unsure'
  if (ageMs !== undefined) return isOld ? 'dead' : 'alive'
  return hasMissedBeats ? 'dead' : 'unsure'
}

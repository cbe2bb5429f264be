import type { PassFacts } from '../../activations/pass-facts.ts'
import type { UserError } from '../../base/errors.ts'
import type { Progress } from '../../base/progress.ts'
import type { Pulse } from '../../base/pulse.ts'
import type { UsedWeights } from '../../trial/network.ts'
import type { Load, Opening } from './messages.ts'
import type { RenewalRules } from './renewal.ts'
import type { WaitForImages } from './wait-for-images.ts'

export interface HostOptions {
  readonly opening: Opening
  readonly threads: number
  readonly logFile?: string
  readonly onProgress?: (progress: Progress) => void
  readonly onLoad?: (load: Load) => void
  /** Images went through frozen layers, to be kept. */
  readonly onPass?: (facts: PassFacts) => void
  /** Weights were loaded; gives why nothing may be trained with them, if so. */
  readonly onWeights?: (weights: UsedWeights) => UserError | undefined
  /** What the person should read in the morning. */
  readonly onNote?: (level: 'info' | 'warning', text: string) => void
  /** The host process ended by itself; its folds come back as lost and a new process is started. */
  readonly onDeath?: (reason: string) => void
  /** While the images are away a process that has to open again waits for them, and folds with it. */
  readonly images?: WaitForImages
  /** The compiled `main.js`; another one only in tests. */
  readonly entry?: URL
  /** When the process is replaced by a new one; it is not, unless given. */
  readonly renewal?: RenewalRules
  /** Without one, an opening that gets stuck is not noticed. */
  readonly pulse?: Pulse | undefined
  /** How long an opening may be quiet. */
  readonly quietestMs?: number
  /** Aborting while the host is still opening ends it and rejects. */
  readonly signal?: AbortSignal
}

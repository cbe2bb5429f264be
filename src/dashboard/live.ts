import type { Foresight } from './forecast-text.ts'

/** What the journal does not say: how the machine is doing, and what is planned. */
export interface Live {
  /** Long work with a known end, such as decoding images; hidden once done. */
  readonly progress?: { readonly label: string; readonly done: number; readonly total: number }
  readonly workers: { readonly total: number; readonly busy: number }
  readonly memoryBytes?: number
  /** Of all cores of the machine. */
  readonly loadPercent?: number
  /** Trials in the budget, when not as in the sweep. */
  readonly plannedTrials?: number
  /** When the session must end, ISO 8601. */
  readonly deadline?: string
  /** What there will be when; nothing is known of it at first. */
  readonly forecast?: Foresight
  /** When this session began, ISO 8601: elapsed time counts from here rather than from the start of the run. */
  readonly since?: string
  /** What the person should know now ("stopping…"). */
  readonly message?: string
}

export const noLive: Live = { workers: { total: 0, busy: 0 } }

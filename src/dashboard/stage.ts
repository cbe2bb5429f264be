import type { RunState } from '../run/state.ts'
import { foldAt, holdoutFold } from '../trial/fold-places.ts'
import { partDone } from '../trial/part-done.ts'
import type { Gauge } from './gauge.ts'

/** What the last stage is at; undefined while the search goes on. */
export function stageOf({ running, trials, data }: RunState): Gauge | undefined {
  if (data === undefined) return undefined
  const places = [...running.values()]
  const held = places.filter(({ fold }) => fold === holdoutFold)
  if (held.length === 0) return undefined
  const done = held.map(({ trial, fold }) => partDone(trials[trial] && foldAt(trials[trial], fold)))
  return {
    fraction: Math.min(...done),
    text: `holdout: trained on all other images, then scored on ${data.holdout}`,
  }
}

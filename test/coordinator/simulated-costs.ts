import { deadlineOf } from '../../src/coordinator/budget.ts'
import { type Costs, createCosts } from '../../src/coordinator/costs/costs.ts'
import type { SeenCell } from '../../src/cost-model/cost-model.ts'
import type { Forecast } from '../../src/cost-model/forecast.ts'
import type { RunEvent } from '../../src/run/event.ts'
import type { RunState } from '../../src/run/state.ts'
import type { Sweep } from '../../src/sweep/sweep.ts'

const startAt = new Date('2026-01-01T22:00:00Z')

/** Options of `simulate` under which the session learns how long folds take, as in a real one. */
export function followedCosts(sweep: Sweep, kept: readonly SeenCell[] = []) {
  let nowMs = startAt.getTime()
  const forecasts: (Forecast & { readonly at: number })[] = []
  const folds = { k: sweep.folds.k, hash: 'h' }
  const deadline = deadlineOf(sweep.budget, startAt)?.at
  const costs: Costs = createCosts({
    sweep,
    machine: { engine: 'wasm', workers: 2 },
    data: { classes: ['a', 'b'], images: 30, skipped: [], imagesHash: 'i', holdout: 0, folds },
    kept,
    passedMs: () => nowMs,
    ...(deadline && { secondsLeft: () => (deadline.getTime() - nowMs) / 1000 }),
  })
  return {
    options: {
      startAt,
      times: costs,
      onEvent(event: RunEvent, state: RunState) {
        nowMs = Date.parse(event.at)
        costs.noticed(event, state)
        if (event.type !== 'trialStarted' && event.type !== 'trialEnded') return
        const forecast = costs.forecast(state)
        if (forecast !== undefined) forecasts.push({ ...forecast, at: nowMs })
      },
    },
    forecasts,
    costs: () => costs,
  }
}

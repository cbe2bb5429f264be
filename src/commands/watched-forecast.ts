import { hostname } from 'node:os'
import { deadlineOf } from '../coordinator/budget.ts'
import { type Costs, createCosts } from '../coordinator/costs/costs.ts'
import { secondsSpent } from '../coordinator/spent.ts'
import type { Foresight } from '../dashboard/forecast-text.ts'
import type { RunEvent } from '../run/event.ts'
import type { RunState } from '../run/state.ts'
import { latestCosts } from '../store/costs-file.ts'
import { engineNames } from '../trial/engine-names.ts'

/** What a watcher expects of a run: from the journal, and from what is known of this machine if the run is on it. */
interface WatchedForecast {
  noticed(event: RunEvent, state: RunState): void
  /** Undefined until it is known what runs on what. */
  of(state: RunState): Foresight | undefined
}

const everyMs = 1000

export function createWatchedForecast(): WatchedForecast {
  let costs: Costs | undefined
  let sessionAt: string | undefined
  let last: Foresight | undefined
  let lastAt = Number.NEGATIVE_INFINITY

  async function begin({ sweep, session, data, trials, sessionAt: since }: RunState): Promise<void> {
    sessionAt = since
    const engine = engineNames.find(name => session?.engine.startsWith(name))
    if (!sweep || !session || !data || engine === undefined || since === undefined) return
    const { workers, host } = session
    const deadline = deadlineOf(sweep.budget, new Date(since))?.at
    const kept = host === hostname() ? await latestCosts(engine) : undefined
    const spentBefore = secondsSpent(trials)
    costs = createCosts({
      sweep,
      machine: { engine, workers },
      data,
      kept: kept?.cells ?? [],
      passedMs: () => performance.now(),
      ...(deadline && { secondsLeft: () => (deadline.getTime() - Date.now()) / 1000 }),
      spentBefore,
    })
  }

  return {
    noticed(event, state) {
      if (event.type === 'session') costs = undefined
      costs?.noticed(event, state)
    },
    of(state) {
      // A backbone whose file is not here cannot be measured: nothing is forecast then.
      if (state.sessionAt !== sessionAt) void begin(state).catch(() => undefined)
      if (performance.now() - lastAt < everyMs) return last
      lastAt = performance.now()
      const forecast = state.status === 'running' ? costs?.forecast(state) : undefined
      last = forecast && { ...forecast, at: new Date().toISOString() }
      return last
    },
  }
}

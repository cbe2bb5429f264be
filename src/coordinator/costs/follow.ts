import type { Forecast } from '../../cost-model/forecast.ts'
import type { Opened } from '../../execution/host/messages.ts'
import type { RunEvent } from '../../run/event.ts'
import type { RunState } from '../../run/state.ts'
import { keepCosts, readCosts } from '../../store/costs-file.ts'
import type { Sweep } from '../../sweep/sweep.ts'
import type { SessionEnd } from '../session-end.ts'
import { secondsSpent } from '../spent.ts'
import { type Costs, createCosts } from './costs.ts'

interface FollowOptions {
  readonly sweep: Sweep
  readonly state: RunState
  readonly opened: Pick<Opened, 'engine' | 'workers'>
  /** From the start of the host until it was open. */
  readonly openingSeconds: number
  readonly end: SessionEnd | undefined
  readonly onForecast?: ((forecast: Forecast & { readonly at: string }) => void) | undefined
}

/** The costs of a session, begun with what is kept on this machine. */
export interface Followed extends Costs {
  onEvent(event: RunEvent, state: RunState): void
  close(): Promise<void>
}

const [forecastEveryMs, keepEveryMs] = [1000, 60_000]

export async function followCosts(options: FollowOptions): Promise<Followed> {
  const { sweep, state, opened, openingSeconds, end, onForecast } = options
  const { engine, workers } = opened
  if (state.data === undefined) throw new RangeError('costs are followed once the images are known')
  const costs = createCosts({
    sweep,
    machine: { engine: engine.name, workers },
    data: state.data,
    kept: await readCosts(engine),
    passedMs: () => performance.now(),
    ...(end && { secondsLeft: () => end.leftMs() / 1000 }),
    spentBefore: secondsSpent(state.trials),
  })
  let [forecastAt, keptAt] = [Number.NEGATIVE_INFINITY, performance.now()]
  let keeping = Promise.resolve()
  costs.opened(openingSeconds)
  foresee(state)

  function foresee(now: RunState): void {
    if (onForecast === undefined || performance.now() - forecastAt < forecastEveryMs) return
    forecastAt = performance.now()
    const forecast = costs.forecast(now)
    if (forecast !== undefined) onForecast({ ...forecast, at: new Date().toISOString() })
  }

  /** One after another: each adds to what the file has. What cannot be kept is missed by the next session only. */
  function keep(): Promise<void> {
    const fresh = costs.take()
    keeping = keeping.then(() => keepCosts(engine, fresh)).catch(() => undefined)
    return keeping
  }

  return {
    ...costs,
    onEvent(event, now) {
      costs.noticed(event, now)
      foresee(now)
      if (performance.now() - keptAt < keepEveryMs) return
      keptAt = performance.now()
      void keep()
    },
    close() {
      costs.ended()
      return keep()
    },
  }
}

import type { Progress } from '../base/progress.ts'
import type { RunOptions } from '../coordinator/run-sweep.ts'
import { type Foresight, forecastText } from '../dashboard/forecast-text.ts'
import { lineOf } from '../dashboard/lines.ts'
import { type Live, noLive } from '../dashboard/live.ts'
import { canShowDashboard } from '../dashboard/screen.ts'
import type { Load } from '../execution/host/messages.ts'
import { createBook } from '../run/book.ts'
import { clockText } from '../text/numbers.ts'
import type { RunFlags } from './run-options.ts'

/** Something that follows a sweep; `stop` may be called twice. */
export interface Show {
  readonly hooks: Pick<RunOptions, 'onHeld' | 'onEvent' | 'onProgress' | 'onLoad' | 'onBudget' | 'onForecast'>
  stop(): Promise<void>
}

export async function showOn(
  { plain = false, json = false }: RunFlags,
  interrupt: () => void,
): Promise<Show> {
  if (json) return lines(event => JSON.stringify(event))
  if (plain || !canShowDashboard())
    return lines(lineOf, { onProgress: plainProgress(), onForecast: plainForecast() })
  return dashboard(interrupt)
}

function lines(
  textOf: (...event: Parameters<typeof lineOf>) => string | undefined,
  hooks: Pick<Show['hooks'], 'onProgress' | 'onForecast'> = {},
): Show {
  const onEvent: Show['hooks']['onEvent'] = (event, state) => {
    const text = textOf(event, state)
    if (text !== undefined) process.stdout.write(`${text}\n`)
  }
  return { hooks: { onEvent, ...hooks }, stop: async () => undefined }
}

const progressEveryMs = 5000

/** A line when something long begins, every few seconds, and when it is done. */
function plainProgress(): (progress: Progress) => void {
  let lastAt = performance.now()
  return ({ label, done, total }) => {
    const isEnd = done === total && total > 0
    if (!isEnd && done > 0 && performance.now() - lastAt < progressEveryMs) return
    lastAt = performance.now()
    if (done > 0) process.stdout.write(`${label}: ${done} of ${total}\n`)
  }
}

/** Soon after the beginning, then less and less often: at most every quarter of an hour. */
const forecastAfterMs = [5000, 30_000, 120_000, 300_000]
const forecastEveryMs = 900_000

function plainForecast(): (forecast: Foresight) => void {
  const begun = performance.now()
  let count = 0
  let nextMs = forecastAfterMs[0] ?? 0
  return forecast => {
    const passedMs = performance.now() - begun
    if (passedMs < nextMs) return
    count++
    nextMs = forecastAfterMs[count] ?? passedMs + forecastEveryMs
    process.stdout.write(`${clockText(forecast.at, true)}  ${forecastText(forecast, new Date())}\n`)
  }
}

async function dashboard(interrupt: () => void): Promise<Show> {
  const { startDashboard } = await import('../dashboard/start.tsx')
  let { state } = createBook()
  let live: Live = { ...noLive, since: new Date().toISOString() }
  const screen = startDashboard({ stdout: process.stdout, onQuit: stopping })
  function stopping(): void {
    update({ message: 'stopping; Ctrl-C once more ends at once' })
    interrupt()
  }
  function update(change: Partial<Live>): void {
    live = { ...live, ...change }
    screen.update({ state, live })
  }
  return {
    hooks: {
      onEvent: (_event, next) => {
        state = next
        update({})
      },
      onProgress: progress => update({ progress }),
      onForecast: forecast => update({ forecast }),
      onLoad: load => update(liveOf(load)),
      onBudget: ({ plannedTrials, deadline }) =>
        update({
          ...(plannedTrials === undefined ? {} : { plannedTrials }),
          ...(deadline === undefined ? {} : { deadline: deadline.toISOString() }),
        }),
    },
    stop: () => screen.stop(),
  }
}

function liveOf({ busyWorkers, workers, memoryBytes, cpu }: Load): Partial<Live> {
  return { workers: { total: workers, busy: busyWorkers }, memoryBytes, loadPercent: 100 * cpu }
}

import { byNumbers } from '../base/natural-order.ts'
import type { Counts } from '../leaderboard/counts.ts'
import { frontFirst } from '../leaderboard/front.ts'
import { leaderboard } from '../leaderboard/rank.ts'
import { duplicatesText } from '../run/duplicates.ts'
import type { RunState } from '../run/state.ts'
import { type Board, createBoard } from '../text/board.ts'
import { formatBytes, formatSeconds } from '../text/format.ts'
import { clockText, counted } from '../text/numbers.ts'
import { isOver, statusText } from '../text/status-text.ts'
import type { Tone } from '../text/tone.ts'
import { oneLine } from '../text/width.ts'
import { foldsDone } from '../trial/part-done.ts'
import { countBaselines } from '../trial/trial.ts'
import { forecastText } from './forecast-text.ts'
import type { Gauge } from './gauge.ts'
import type { Live } from './live.ts'
import { createMessages, type Message } from './messages.ts'
import { type RunningFold, runningFolds } from './running-folds.ts'
import { stageOf } from './stage.ts'
import { type SweepFacts, sweepFacts } from './sweep-facts.ts'

/** Everything the dashboard shows, as plain text and numbers. */
export interface View {
  readonly run: string
  readonly status: { readonly text: string; readonly tone: Tone }
  /** Elapsed and left. */
  readonly time: string
  /** Data set and objective. */
  readonly facts: string
  /** Engine, device, workers. */
  readonly engine: string
  readonly progress: Gauge
  /** Long work beside the folds: decoding, activations; or what the last stage is at. */
  readonly work: Gauge | undefined
  readonly counts: Counts
  readonly board: Board
  readonly running: readonly RunningFold[]
  /** Rows that running folds want: the layout keeps room for them. Heads come and go by the dozen. */
  readonly slots: number
  readonly messages: readonly Message[]
  readonly notice: string
}

type Viewer = (state: RunState, live: Live, now: Date) => View

/** One frame, without a memory of the last. */
export const viewOf: Viewer = (...now) => createViewer()(...now)

/** For frame after frame of one run: what has not changed is not put into words again. */
export function createViewer(): Viewer {
  const boardOf = createBoard()
  const messagesOf = createMessages()
  return (state, live, now) => {
    const sweep = sweepFacts(state.sweep)
    const board = leaderboard(state)
    const budgeted = live.plannedTrials ?? sweep.budget.trials
    const planned = budgeted && budgeted + countBaselines(state.trials)
    const running = runningFolds(state)
    return {
      run: oneLine(state.name) || 'nightsweep',
      status: { text: statusText(state), tone: tones[state.status] },
      time: timeText(state, live, now),
      facts: factsText(state, sweep),
      engine: engineText(state, live, running.length),
      progress: progressOf(state, planned, timePassed(live, now)),
      work: workOf(live) ?? stageOf(state),
      counts: { ...state.counts },
      board: boardOf(frontFirst(board), sweep.searched, isOver(state)),
      running,
      slots: isOver(state) ? 0 : Math.max(Math.min(running.length, mostSlots), workersOf(state, live)),
      messages: messagesOf(state, board),
      notice: oneLine(live.message ?? ''),
    }
  }
}

const mostSlots = 12
const workersOf = ({ session }: RunState, { workers }: Live) => workers.total || (session?.workers ?? 0)

const tones: Record<RunState['status'], Tone> = {
  preparing: 'accent',
  running: 'accent',
  paused: 'warning',
  finished: 'best',
  interrupted: 'warning',
  failed: 'bad',
}

function timeText(state: RunState, { since, deadline, forecast }: Live, now: Date): string {
  if (state.startedAt === '') return ''
  const begin = Date.parse(since ?? state.startedAt)
  const elapsed = Math.max(0, (Date.parse(state.endedAt ?? now.toISOString()) - begin) / 1000)
  if (isOver(state)) return state.endedAt === undefined ? '' : formatSeconds(elapsed)
  // Forecasts are of the search.
  if (forecast !== undefined && stageOf(state) === undefined)
    return `${formatSeconds(elapsed)}, ${forecastText(forecast, now)}`
  if (deadline === undefined) return formatSeconds(elapsed)
  const left = Math.max(0, (Date.parse(deadline) - now.getTime()) / 1000)
  return `${formatSeconds(elapsed)}, ${formatSeconds(left)} left until ${clockText(deadline)}`
}

/** The part of the session's time that is over, 0…1, where time ends it. */
function timePassed({ since, deadline }: Live, now: Date): number | undefined {
  if (since === undefined || deadline === undefined) return undefined
  const [begin, end] = [Date.parse(since), Date.parse(deadline)]
  return end > begin ? Math.min(1, Math.max(0, (now.getTime() - begin) / (end - begin))) : 1
}

/** No terminal is wide enough for more. */
const mostClasses = 200

function factsText(state: RunState, { dataName, fileName }: SweepFacts): string {
  const { data, objective, objectives } = state
  const name = oneLine(dataName ?? fileName ?? '')
  const { metric, goal } = objective
  const against = objectives.slice(1).map(other => oneLine(other.metric))
  const better = `${metric} (${goal === 'maximize' ? 'higher' : 'lower'} is better)`
  const aim = against.length === 0 ? better : `${metric} against ${against.join(', ')}`
  if (data === undefined) return joined(name, aim)
  const held = data.holdout === 0 ? '' : ` (${data.holdout} held out)`
  const names = [...data.classes].sort(byNumbers).slice(0, mostClasses).map(oneLine)
  const more = data.classes.length > mostClasses ? ', …' : ''
  const classes = `${counted(data.classes.length, 'class')}: ${names.join(', ')}${more}`
  const images = counted(data.images, 'image') + held
  return joined(name, images, counted(data.folds.k, 'fold'), duplicatesText(state), aim, classes)
}

function engineText(state: RunState, live: Live, running: number): string {
  const { session, status } = state
  const { memoryBytes, loadPercent } = isOver(state) ? {} : live
  const total = workersOf(state, live)
  const busy = live.workers.total > 0 ? live.workers.busy : Math.min(running, total)
  return joined(
    session === undefined ? (status === 'preparing' ? 'starting the engine' : '') : oneLine(session.engine),
    oneLine(session?.device ?? ''),
    total === 0
      ? ''
      : isOver(state)
        ? counted(total, 'worker')
        : `${busy} of ${counted(total, 'worker')} busy`,
    loadPercent === undefined ? '' : `CPU ${Math.round(loadPercent)} %`,
    memoryBytes === undefined ? '' : formatBytes(memoryBytes),
  )
}

function progressOf(
  { trials, counts, open, paused, data, status }: RunState,
  planned: number | undefined,
  timePassed: number | undefined,
): Gauge {
  const k = data?.folds.k ?? 1
  const ended = counts.trials - open.size - paused.size
  const done = ended + (foldsDone(trials, open) + foldsDone(trials, paused)) / k
  // Whatever ends the sweep first.
  const parts = [
    planned === undefined || planned === 0 ? [] : Math.min(1, done / planned),
    timePassed ?? [],
  ].flat()
  return {
    fraction: parts.length === 0 ? undefined : Math.max(...parts),
    text: joined(
      planned === undefined ? counted(counts.trials, 'trial') : `${ended}/${counted(planned, 'trial')}`,
      `${counts.completed} completed`,
      counts.pruned === 0 ? '' : `${counts.pruned} pruned`,
      counts.failed === 0 ? '' : `${counts.failed} failed`,
      counts.paused === 0 ? '' : `${counts.paused} paused`,
      counts.running === 0 ? '' : `${counts.running} ${isOver({ status }) ? 'partial' : 'running'}`,
    ),
  }
}

function workOf({ progress }: Live): Gauge | undefined {
  if (progress === undefined || progress.done >= progress.total) return undefined
  const { label, done, total } = progress
  return { fraction: done / total, text: `${oneLine(label)}: ${done} of ${total}` }
}

const joined = (...parts: readonly string[]) => parts.filter(part => part !== '').join(' · ')

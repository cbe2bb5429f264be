import { byNumbers } from '../base/natural-order.ts'
import { basisOf } from '../leaderboard/basis.ts'
import { intervalOf } from '../leaderboard/interval.ts'
import { meanScore } from '../leaderboard/scores.ts'
import { duplicatesText } from '../run/duplicates.ts'
import type { RunEvent } from '../run/event.ts'
import type { RunState } from '../run/state.ts'
import { foldName } from '../text/fold-name.ts'
import { formatSeconds } from '../text/format.ts'
import { clockText, configText, counted, partsText, scoreText, withHalf } from '../text/numbers.ts'
import { latencyText } from '../text/objectives.ts'
import { statusText } from '../text/status-text.ts'
import { oneLine } from '../text/width.ts'
import { foldAt } from '../trial/fold-places.ts'
import { endedText } from './messages.ts'
import { sweepFacts } from './sweep-facts.ts'

/** The event as NDJSON. */
export const jsonLineOf = (event: RunEvent): string => JSON.stringify(event)

/** The event as a person reads it, with the time of day; undefined when it is not worth a line. `state` already knows it. */
export function lineOf(event: RunEvent, state: RunState): string | undefined {
  const text = textOf(event, state)
  if (text === undefined) return undefined
  const time = clockText(event.at, true)
  return text
    .split('\n')
    .map(line => `${time}  ${line}`)
    .join('\n')
}

function textOf(event: RunEvent, state: RunState): string | undefined {
  switch (event.type) {
    case 'run':
      return startText(state)
    case 'data':
      return [dataText(event), duplicatesText(state)].filter(text => text !== '').join('\n')
    case 'session':
      return `engine ${oneLine(event.engine)} on ${oneLine(event.device)}, ${counted(event.workers, 'worker')}`
    case 'trialStarted':
      return `trial ${event.trial} started: ${configText(event.config)}`
    case 'foldStarted':
      return event.attempt > 1 || event.microBatch !== undefined ? startedText(event, state) : undefined
    case 'latency':
      return `${event.backbone} with ${counted(event.hiddenUnits, 'hidden unit')}: ${latencyText(event.milliseconds)} an image on ${oneLine(event.engine)}`
    case 'measured':
    case 'weights':
    case 'report':
      return undefined
    case 'foldEnded':
      return foldText(event, state)
    case 'trialPaused':
      return `trial ${event.trial} paused: ${oneLine(event.reason)}`
    case 'trialResumed':
      return `trial ${event.trial} goes on`
    case 'trialEnded':
      return trialText(event, state)
    case 'held':
      return statusText({ status: 'paused', reason: event.reason })
    case 'released':
      return state.status === 'paused' ? `still paused: ${oneLine(state.reason)}` : 'goes on'
    case 'note':
      return event.level === 'warning' ? `warning: ${oneLine(event.text)}` : oneLine(event.text)
    case 'ended':
      return endText(event, state)
    default:
      event satisfies never
      return undefined
  }
}

type Of<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>

function startText({ name, objective, objectives, seed, sweep }: RunState): string {
  const { fileName, dataName } = sweepFacts(sweep)
  const source = [fileName, dataName].filter(part => part !== undefined).map(oneLine)
  const others = objectives.slice(1).map(({ metric }) => oneLine(metric))
  const against = others.length === 0 ? '' : ` against ${others.join(', ')}`
  const origin = source.length === 0 ? '' : ` (${source.join(', ')})`
  return `run ${oneLine(name)}${origin}: ${objective.goal} ${objective.metric}${against}, seed ${seed}`
}

const mostSkipped = 10

function dataText({ images, classes, folds, holdout, skipped }: Of<'data'>): string {
  const held = holdout === 0 ? '' : `, ${holdout} held out`
  const names = [...classes].sort(byNumbers).map(oneLine).join(', ')
  const left = skipped
    .slice(0, mostSkipped)
    .map(({ file, reason }) => `left out: ${oneLine(file)} (${oneLine(reason)})`)
  const more = skipped.length > mostSkipped ? [`left out: ${skipped.length - mostSkipped} more`] : []
  return [
    `${counted(images, 'image')} of ${counted(classes.length, 'class')} (${names}), ${counted(folds.k, 'fold')}${held}`,
    ...left,
    ...more,
  ].join('\n')
}

function startedText(event: Of<'foldStarted'>, state: RunState): string {
  const again = event.attempt > 1 ? ' tried again' : ''
  return `${foldName(event, state.data?.folds.k)}${again}${partsText(event.microBatch)}`
}

function foldText(event: Of<'foldEnded'>, state: RunState): string | undefined {
  const { outcome } = event
  const name = foldName(event, state.data?.folds.k)
  if (outcome.status === 'stopped') return undefined
  if (outcome.status === 'failed') return `${name} ${failureWords(event)}: ${oneLine(outcome.error)}`
  const { metric } = state.objective
  const spent = `${counted(outcome.epochs, 'epoch')}, ${formatSeconds(outcome.seconds)}`
  const trial = state.trials[event.trial]
  const metrics = (trial && foldAt(trial, event.fold)?.metrics) ?? outcome.metrics
  return `${name}: ${metric} ${scoreText(metrics[metric])} (${spent})`
}

/** Of one that will be tried again, what came to it. */
function failureWords({ again, outcome }: Of<'foldEnded'>): string {
  if (again === undefined) return 'failed'
  if (again === 'smaller') return 'had too little memory'
  return outcome.status === 'failed' && outcome.cause === 'deadline' ? 'was stopped' : 'was lost'
}

function trialText({ trial: number }: Of<'trialEnded'>, state: RunState): string | undefined {
  const trial = state.trials[number]
  if (trial === undefined) return undefined
  const { best, objective } = state
  if (trial.state !== 'completed' || best === undefined) return endedText(trial)
  const { low = null, high = null } = intervalOf(trial, basisOf(state)) ?? {}
  const score = withHalf({ mean: meanScore(trial, objective), low, high })
  const rest =
    best.trial.number === number
      ? 'new best'
      : `best is trial ${best.trial.number} with ${scoreText(best.mean)}`
  return `trial ${number} completed: ${objective.metric} ${score}, ${rest}`
}

function endText({ state: status, reason }: Of<'ended'>, state: RunState): string {
  const { best, counts } = state
  const { trials, completed, pruned, failed, paused } = counts
  const parts = [
    counted(trials, 'trial'),
    `${completed} completed`,
    ...(pruned === 0 ? [] : [`${pruned} pruned`]),
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(paused === 0 ? [] : [`${paused} paused`]),
    ...(best === undefined
      ? []
      : [`best is trial ${best.trial.number} with ${state.objective.metric} ${scoreText(best.mean)}`]),
  ]
  return `${statusText({ status, reason })}\n${parts.join(', ')}`
}

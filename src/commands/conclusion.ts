import { leaderboard } from '../leaderboard/rank.ts'
import type { RunState } from '../run/state.ts'
import { formatValue } from '../text/format.ts'
import { baselineSentence } from './baseline-sentence.ts'
import { confirmedSentence } from './confirmed-sentence.ts'
import { frontSentence } from './front-sentence.ts'
import { holdoutSentence } from './holdout-sentence.ts'
import type { RunFlags } from './run-options.ts'
import { runWords } from './run-words.ts'

/** What is said after a run has ended, and its exit code; `hint` goes to standard error. */
export function conclusion(
  state: RunState,
  folder: string,
  { runs }: Pick<RunFlags, 'runs'>,
): { code: number; text: string; hint: string } {
  const run = runWords(folder, runs)
  const text = [...bestText(state), `  nightsweep leaderboard ${run}`].join('\n')
  if (state.status === 'interrupted')
    return {
      code: 130,
      text: '',
      hint: `Interrupted; nothing is lost. Go on with: nightsweep resume ${run}`,
    }
  if (state.status === 'failed') return { code: 1, text: '', hint: `The sweep failed: ${state.reason}` }
  const { completed, failed } = state.counts
  return { code: completed === 0 && failed > 0 ? 1 : 0, text, hint: '' }
}

function bestText(state: RunState): string[] {
  const { best, objective } = state
  if (best === undefined) return ['No trial was completed; why, is in:']
  const { number, config } = best.trial
  const front = frontSentence(leaderboard(state), state)
  const values = Object.entries(config).map(([key, value]) => `${key} ${formatValue(value)}`)
  return [
    `Best: trial ${number}, ${objective.metric} ${best.mean.toFixed(4)} (${values.join(', ')})`,
    ...[front, confirmedSentence(leaderboard(state)), baselineSentence(state), holdoutSentence(state)].filter(
      text => text !== '',
    ),
    'The whole ranking:',
  ]
}

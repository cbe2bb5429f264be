import { countsOf } from '../leaderboard/counts.ts'
import { leaderboard } from '../leaderboard/rank.ts'
import type { RunState } from '../run/state.ts'
import { formatValue } from '../text/format.ts'
import type { RunFlags } from './run-options.ts'
import { runWords } from './run-words.ts'

/** What is said after a run has ended, and its exit code; `hint` goes to standard error. */
export function conclusion(
  state: RunState,
  folder: string,
  { runs }: Pick<RunFlags, 'runs'>,
): { code: number; text: string; hint: string } {
  const run = runWords(folder, runs)
  const text = [...best(state), `  nightsweep leaderboard ${run}`].join('\n')
  if (state.status === 'interrupted')
    return {
      code: 130,
      text: '',
      hint: `Interrupted; nothing is lost. Go on with: nightsweep resume ${run}`,
    }
  if (state.status === 'failed') return { code: 1, text: '', hint: `The sweep failed: ${state.reason}` }
  const { completed, failed } = countsOf(state)
  return { code: completed === 0 && failed > 0 ? 1 : 0, text, hint: '' }
}

function best(state: RunState): string[] {
  const [first] = leaderboard(state).trials
  if (first?.rank !== 1 || first.mean === null) return ['No trial was completed; why, is in:']
  const config = Object.entries(first.config).map(([key, value]) => `${key} ${formatValue(value)}`)
  return [
    `Best: trial ${first.trial}, ${state.objective.metric} ${first.mean.toFixed(4)} (${config.join(', ')})`,
    'The whole ranking:',
  ]
}

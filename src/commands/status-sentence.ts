import type { RunState } from '../run/state.ts'
import { counted } from '../text/numbers.ts'
import { statusText } from '../text/status-text.ts'
import { oneLine } from '../text/width.ts'

/** "flowers (finished: 12 of 12 trials): 12 trials, 10 completed; accuracy, higher is better" */
export function statusSentence(state: RunState): string {
  const { name, objective, data, counts } = state
  const { trials, completed } = counts
  const folds = data === undefined ? '' : ` on ${counted(data.folds.k, 'fold')}`
  const aim = `${objective.metric}, ${objective.goal === 'maximize' ? 'higher' : 'lower'} is better`
  return `${oneLine(name)} (${statusText(state)}): ${counted(trials, 'trial')}, ${completed} completed${folds}; ${aim}`
}

import { type AgainstBaseline, againstBaseline } from '../leaderboard/against-baseline.ts'
import type { Results } from '../trial/trial.ts'

/** Whether the search was worth it: the best trial beside a logistic regression on the same features. */
export function baselineSentence(results: Results): string {
  const compared = againstBaseline(results)
  if (compared === undefined) return ''
  const { baseline, best, verdict } = compared
  const regression = `the logistic regression on frozen features (trial ${baseline.trial.number}: ${baseline.mean.toFixed(4)})`
  return `Trial ${best.trial.number} (${best.mean.toFixed(4)}) ${wordsOf(verdict)} ${regression}.`
}

function wordsOf(verdict: AgainstBaseline['verdict']): string {
  if (verdict === 'ahead') return 'beats'
  return verdict === 'level' ? 'cannot be told apart from' : 'has not reached'
}

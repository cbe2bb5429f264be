import { listed } from '../base/listed.ts'
import type { Leaderboard } from '../leaderboard/rank.ts'

/** "Trials 12 and 31 were confirmed by 10 more folds each, on other splits; …" Empty where there were no finalists. */
export function confirmedSentence({ trials }: Leaderboard): string {
  const finalists = trials.filter(({ repeatScores }) => repeatScores.length > 0)
  if (finalists.length === 0) return ''
  const counts = [...new Set(finalists.map(({ repeatScores }) => repeatScores.length))]
  if (counts.length === 1)
    return `${named(finalists)} confirmed by ${counts[0]} more folds${finalists.length > 1 ? ' each' : ''}, on other splits: between them all folds decide.`
  const each = finalists.map(({ trial, repeatScores }) => `${trial} (${repeatScores.length})`).join(', ')
  return `Confirmed by more folds, on other splits: trials ${each}; between them all folds decide.`
}

function named(finalists: Leaderboard['trials']): string {
  const numbers = listed(
    finalists.map(({ trial }) => String(trial)),
    'and',
  )
  return finalists.length === 1 ? `Trial ${numbers} was` : `Trials ${numbers} were`
}

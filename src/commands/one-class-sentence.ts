import { firstFew } from '../base/file-errors.ts'
import { oneClassFolds } from '../leaderboard/one-class.ts'
import type { RunState } from '../run/state.ts'
import { counted } from '../text/numbers.ts'

/** Which trials have learnt nothing but to say always the same; empty where none has. */
export function oneClassSentence({ trials }: Pick<RunState, 'trials'>): string {
  const found = trials.filter(trial => {
    const { only, done } = oneClassFolds(trial)
    return done > 0 && only === done
  })
  if (found.length === 0) return ''
  const numbers = firstFew(
    found.map(({ number }) => String(number)),
    10,
  ).join(', ')
  return `Every image is taken for the same class by ${counted(found.length, 'trial')} (${numbers}): whatever the score, nothing was learnt there.`
}

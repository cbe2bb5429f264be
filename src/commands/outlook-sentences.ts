import { listed } from '../base/listed.ts'
import type { Outlook, Settle } from '../leaderboard/outlook.ts'
import type { Leaderboard, LeaderboardRow } from '../leaderboard/rank.ts'
import { counted, percentText, scoreText } from '../text/numbers.ts'

/** What the folds can and cannot decide about the top of the ranking, one sentence each; empty where there is nothing to say. */
export function outlookSentences(board: Leaderboard, outlook: Outlook): string[] {
  const ranked = board.trials.filter(({ rank }) => rank !== null)
  if (ranked.length < 2) return []
  const group = board.trials.filter(({ shrunk }) => shrunk !== null)
  if (group.length === 0) return ['Nothing tells chance from merit: that takes at least 2 folds.']
  return [groupSentence(group), winnerSentence(board), ...settleSentences(outlook), doublingSentence(outlook)]
}

const mostNamed = 5

function groupSentence(group: readonly LeaderboardRow[]): string {
  const likely = group.toSorted((a, b) => (b.chanceOfBest ?? 0) - (a.chanceOfBest ?? 0))
  const named = likely
    .slice(0, mostNamed)
    .map(({ trial, chanceOfBest }) => `${trial} (${percentText(chanceOfBest ?? 0)})`)
  const more = likely.length > mostNamed ? [`one of ${likely.length - mostNamed} more`] : []
  return `The best is trial ${listed([...named, ...more], 'or')}.`
}

/** The best of many was lucky, too. */
function winnerSentence({ trials, metric }: Leaderboard): string {
  const [first] = trials
  if (first === undefined || first.shrunk === null) return ''
  return `Trial ${first.trial} told ${metric} ${scoreText(first.mean)}; as the best of many it was lucky, too: on new images expect about ${scoreText(first.shrunk)}.`
}

function settleSentences({ settle, unfinished }: Outlook): string[] {
  const hidden =
    unfinished === undefined || unfinished < 0.05
      ? ''
      : `With ${percentText(unfinished)} the best is among the trials that lack folds: going on could change the order.`
  return [settle === undefined ? '' : settleSentence(settle), hidden]
}

function settleSentence({ trials: [a, b], folds }: Settle): string {
  if (folds === 'never')
    return `No number of folds of these images would tell the trials ${a} and ${b} apart: take either.`
  return `About ${counted(2 * folds, 'more fold')} would tell the trials ${a} and ${b} apart (${folds} each).`
}

function doublingSentence({ doubling }: Outlook): string {
  if (doubling === undefined) return ''
  const { gain, chance } = doubling
  const compared =
    gain < chance ? `less than chance moves a score (${chance.toFixed(3)})` : 'more than chance'
  return `Twice as many trials like these would raise the best by about ${gain.toFixed(3)}, ${compared}.`
}

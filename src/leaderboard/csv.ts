import type { Leaderboard, LeaderboardRow } from './rank.ts'

type Column = readonly [name: string, value: (row: LeaderboardRow) => unknown]

const plain = [
  ...([
    'rank',
    'trial',
    'state',
    'mean',
    'low',
    'high',
    'predicted',
    'tie',
    'chanceOfBest',
    'shrunk',
  ] as const),
  ...(['holdout', 'epochs', 'seconds', 'reason', 'cause'] as const),
]

const standing = ['front', 'knee', 'nearFront'] as const

/** The leaderboard as CSV (RFC 4180): one line a trial, with a column for each fold and each config value. */
export function toCsv({ folds, trials, objectives: aims = [] }: Leaderboard): string {
  const names = [...new Set(trials.flatMap(({ config }) => Object.keys(config)))]
  const columns: Column[] = [
    ...plain.map((name): Column => [name, row => (name === 'holdout' ? row.holdout?.score : row[name])]),
    ...aims.map(({ metric }): Column => [`value.${metric}`, row => row.values?.[metric]]),
    ...(aims.length === 0 ? [] : standing).map((name): Column => [name, row => row[name]]),
    ...Array.from({ length: folds.k }, (_, fold): Column => [`fold${fold + 1}`, row => row.foldScores[fold]]),
    ...names.map((name): Column => [`config.${name}`, row => row.config[name]]),
  ]
  const lines = [columns.map(([name]) => name), ...trials.map(row => columns.map(([, value]) => value(row)))]
  return lines.map(cells => `${cells.map(toCell).join(',')}\r\n`).join('')
}

/** Null and undefined are empty; objects are JSON. */
function toCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

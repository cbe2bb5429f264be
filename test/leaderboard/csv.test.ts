import { expect, test } from 'vitest'
import { toCsv } from '../../src/leaderboard/csv.ts'
import { leaderboard } from '../../src/leaderboard/rank.ts'
import { runWith } from './some-run.ts'

test('RFC 4180: header, CRLF, quotes doubled, line breaks kept', () => {
  const state = runWith(
    [
      { config: { optimizer: 'sgd', momentum: 0.9 }, scores: [0.5, 0.5] },
      { config: { optimizer: 'adam' }, state: 'failed', reason: 'it said "no", then\nleft' },
    ],
    'accuracy',
    2,
  )
  expect(toCsv(leaderboard(state)).split('\r\n')).toEqual([
    'rank,trial,state,mean,low,high,predicted,tie,chanceOfBest,shrunk,holdout,epochs,seconds,reason,cause,fold1,fold2,config.optimizer,config.momentum',
    expect.stringMatching(
      /^1,0,completed,0\.5,0\.[\d.]+,0\.\d+,0\.5,false,1,0\.5,,2,6,,,0\.5,0\.5,sgd,0\.9$/,
    ),
    ',1,failed,,,,,false,,,,0,0,"it said ""no"", then\nleft",,,,adam,',
    '',
  ])
})

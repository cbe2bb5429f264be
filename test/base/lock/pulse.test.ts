import { describe, expect, test } from 'vitest'
import { judgePulse, usualRhythm } from '../../../src/base/lock/pulse.ts'

const judge = (
  [watched, silent, age]: readonly [number, number | undefined, number | undefined],
  isCareful: boolean,
) =>
  judgePulse(
    {
      watchedMs: watched * 1000,
      silentMs: silent && silent * 1000,
      ageMs: age === undefined ? undefined : age * 1000,
    },
    usualRhythm,
    isCareful,
  )

describe('seconds watched, silent since the last beat seen, age at first sight', () => {
  test.each([
    [[0, undefined, 0], 'alive', 'unsure'],
    [[0, undefined, 29], 'alive', 'unsure'],
    [[0, undefined, 31], 'dead', 'unsure'],
    [[8, undefined, 31], 'dead', 'dead'],
    [[8, undefined, 5], 'alive', 'unsure'],
    [[26, undefined, 5], 'dead', 'dead'],
    [[0, undefined, undefined], 'unsure', 'unsure'],
    [[8, undefined, undefined], 'dead', 'unsure'],
    [[31, undefined, undefined], 'dead', 'dead'],
    [[100, 1, 5000], 'alive', 'alive'],
    [[100, 1, undefined], 'alive', 'alive'],
    [[100, 31, 0], 'dead', 'dead'],
  ] as const)('%j: %s to who wants to know, %s to who wants the lock', (pulse, quick, careful) => {
    expect([judge(pulse, false), judge(pulse, true)]).toEqual([quick, careful])
  })
})

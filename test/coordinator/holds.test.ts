import { expect, test } from 'vitest'
import type { Holds } from '../../src/coordinator/holds.ts'
import { stateOf } from '../../src/run/book.ts'
import { header, only, simulate, someSweep } from './simulate.ts'

const at = '2026-01-01T22:00:00.000Z'

test('a held sweep begins nothing, lets its folds end, and goes on when the last holder has let go', async () => {
  let holds: Holds | undefined
  let seen = { started: 0, ended: 0 }
  const begunWhileHeld: number[] = []
  const { end, added, state } = await simulate(someSweep(), {
    onHolds: given => {
      holds = given
    },
    onEvent(event, now) {
      if (event.type === 'foldStarted') {
        if (now.holds.length > 0) begunWhileHeld.push(event.trial)
        if (++seen.started === 5) {
          holds?.hold('user', 'paused by hand')
          holds?.hold('disk', 'no room')
          holds?.hold('disk', 'no room')
          expect(now).toMatchObject({ status: 'paused', reason: 'no room' })
          setTimeout(() => holds?.release('disk'), 5)
          setTimeout(() => {
            expect(now).toMatchObject({ status: 'paused', reason: 'paused by hand' })
            expect(now.running.size).toBe(0)
            holds?.release('user')
            expect(now).toMatchObject({ status: 'running', reason: '' })
          }, 20)
        }
      }
      if (event.type === 'foldEnded') seen = { ...seen, ended: seen.ended + 1 }
    },
  })
  expect(end).toBe('finished')
  expect(begunWhileHeld).toEqual([])
  expect(seen.ended).toBe(18)
  expect(only(added, 'held').map(({ by }) => by)).toEqual(['user', 'disk'])
  expect(only(added, 'released').map(({ by }) => by)).toEqual(['disk', 'user'])
  const calm = await simulate(someSweep())
  expect(state.trials.map(({ config }) => config)).toEqual(calm.state.trials.map(({ config }) => config))
})

test('a new session holds nothing, whatever the last one held', () => {
  const held = [...header(someSweep()), { type: 'held', at, by: 'user', reason: 'by hand' } as const]
  expect(stateOf(held)).toMatchObject({ status: 'paused', reason: 'by hand' })
  const session = { type: 'session', at, engine: 'e', device: 'd', workers: 1 } as const
  expect(stateOf([...held, session])).toMatchObject({ status: 'running', holds: [] })
})

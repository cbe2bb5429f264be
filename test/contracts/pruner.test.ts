import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/base/random.ts'
import { createPruner, type PrunerOptions, prunerSchema, pruners } from '../../src/pruners/index.ts'
import type { Curves } from '../../src/pruners/pruner.ts'
import { curvesWith, peersOf } from '../pruners/peers.ts'

const all: PrunerOptions[] = pruners.map(({ type }) => prunerSchema.parse({ type }))

const random = createRandom('curves')
const curve = (level: number, epochs: number) =>
  Array.from({ length: epochs }, (_, i) => level + 1 / (i + 1) + random.next() / 50)
const trial = (number: number, level: number, epochs: readonly number[], finished = true): Curves =>
  curvesWith(
    number,
    epochs.map(count => curve(level, count)),
    finished,
  )
const others = Array.from({ length: 8 }, (_, i) => trial(i, i / 10, [6, 6, 6]))
const peers = peersOf(others)

describe.each(all.map(options => [options.type, options] as const))('%s', (_, options) => {
  const pruner = createPruner(options)

  test('lets the first trial of a sweep go on', () => {
    expect(pruner(trial(0, 9, [6, 4], false), peersOf([]), { fold: 1, epoch: 4 })).toEqual({
      action: 'go on',
    })
  })

  test('lets the best trial go on', () => {
    expect(pruner(trial(9, -1, [6, 4], false), peers, { fold: 1, epoch: 4 })).toEqual({ action: 'go on' })
  })

  test('gives a reason when it stops one', () => {
    const verdict = pruner(trial(9, 9, [6, 4], false), peers, { fold: 1, epoch: 4 })
    if (verdict.action === 'stop') expect(verdict.reason).toMatch(/\d.*fold 2, epoch 4/)
    if (options.type === 'median') expect(verdict.action).toBe('stop')
    if (options.type === 'none') expect(verdict.action).toBe('go on')
  })

  test('is pure: asked again, the same answer, whatever the order of the peers', () => {
    const losing = trial(9, 9, [6, 4], false)
    const verdict = pruner(losing, peers, { fold: 1, epoch: 4 })
    expect(pruner(losing, peers, { fold: 1, epoch: 4 })).toEqual(verdict)
    expect(pruner(losing, peersOf([...others].reverse()), { fold: 1, epoch: 4 })).toEqual(verdict)
  })

  test('judges after a fold, too', () => {
    const at = { fold: 1, epoch: 'end' } as const
    const verdict = pruner(trial(9, 9, [6, 6], false), peers, at)
    if (verdict.action !== 'go on') expect(verdict.reason).not.toBe('')
    expect(pruner(trial(9, -1, [6, 6], false), peers, at)).toEqual({ action: 'go on' })
  })

  test('stands curves that are empty, short or not numbers', () => {
    const odd: Curves[] = [
      curvesWith(20, [], true),
      curvesWith(21, [[], []], true),
      curvesWith(22, [[Number.NaN, Infinity], []], false),
    ]
    for (const one of odd)
      expect(['go on', 'stop']).toContain(
        pruner(one, peersOf([...others, ...odd]), { fold: 0, epoch: 2 }).action,
      )
  })
})

import { expect, test } from 'vitest'
import { networksOf, unmeasured } from '../../src/sweep/networks.ts'
import { latencyOf } from '../../src/trial/network.ts'
import { journalSweep } from '../run/beginning.ts'

const sweep = journalSweep({
  recipe: { weights: 'random' },
  space: {
    backbone: { kind: 'choice', values: ['MobileNetV2', 'ResNet50'] },
    hiddenUnits: { kind: 'int', min: 16, max: 512, scale: 'log', when: { backbone: ['ResNet50'] } },
  },
  enqueue: [{ backbone: 'VGG16' }],
})

test('every backbone with both ends of a range, and what is enqueued', () => {
  const found = networksOf(sweep).map(({ backbone, hiddenUnits }) => `${backbone} ${hiddenUnits}`)
  expect(found.sort()).toEqual([
    'MobileNetV2 16',
    'MobileNetV2 512',
    'ResNet50 16',
    'ResNet50 512',
    'VGG16 0',
  ])
})

test('what is known is not measured again', () => {
  const known = networksOf(sweep).map(network => ({ ...network, milliseconds: 5 }))
  expect(unmeasured(sweep, known)).toEqual([])
  const left = unmeasured(sweep, known.slice(2)).map(({ backbone }) => backbone)
  expect(left).toEqual([known[0]?.backbone, known[1]?.backbone])
})

test('between two numbers of hidden units lies a latency between theirs', () => {
  const measured = [
    { backbone: 'ResNet50', hiddenUnits: 0, milliseconds: 30 },
    { backbone: 'ResNet50', hiddenUnits: 100, milliseconds: 40 },
    { backbone: 'VGG16', hiddenUnits: 50, milliseconds: 900 },
  ] as const
  const at = (backbone: 'ResNet50' | 'VGG16' | 'MobileNetV2', hiddenUnits: number) =>
    latencyOf(measured, { backbone, hiddenUnits })
  expect(at('ResNet50', 25)).toBe(32.5)
  expect(at('ResNet50', 100)).toBe(40)
  expect(at('ResNet50', 1000)).toBe(40)
  expect(at('VGG16', 0)).toBe(900)
  expect(at('MobileNetV2', 0)).toBeUndefined()
})

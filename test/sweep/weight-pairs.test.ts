import { expect, test } from 'vitest'
import { openingOf } from '../../src/sweep/opening.ts'
import type { Sweep } from '../../src/sweep/sweep.ts'
import { usableIn } from '../../src/sweep/usable.ts'
import { pairKey } from '../../src/sweep/weight-pair.ts'
import { weightPairsOf } from '../../src/sweep/weight-pairs.ts'
import { someSweep } from '../coordinator/simulate.ts'

const choice = (values: string[], when?: Record<string, string[]>) =>
  ({ kind: 'choice', values, ...(when !== undefined && { when }) }) as const
const sweepOf = (change: Partial<Sweep>): Sweep => ({ ...someSweep(), recipe: {}, enqueue: [], ...change })
const told = (sweep: Sweep) =>
  weightPairsOf(sweep).map(({ backbone, source }) => `${backbone} ${JSON.stringify(source)}`)

test.each<[string, Partial<Sweep>, string[]]>([
  ['fixed', { recipe: { backbone: 'VGG16', weights: '/a.h5' } }, ['VGG16 "/a.h5"']],
  ['neither named', {}, ['MobileNetV2 "imagenet"']],
  [
    'each with each',
    { space: { backbone: choice(['VGG16', 'ResNet50']), weights: choice(['/a.h5', 'random']) } },
    ['VGG16 "/a.h5"', 'VGG16 "random"', 'ResNet50 "/a.h5"', 'ResNet50 "random"'],
  ],
  [
    'a file for each backbone',
    {
      recipe: { weights: { VGG16: '/a.h5', ResNet50: { file: '/b.h5', padding: 'keras' } } },
      space: { backbone: choice(['VGG16', 'ResNet50', 'InceptionV3']) },
    },
    ['VGG16 "/a.h5"', 'ResNet50 {"file":"/b.h5","padding":"keras"}', 'InceptionV3 "imagenet"'],
  ],
  [
    'weights under a condition',
    {
      space: { backbone: choice(['VGG16', 'ResNet50']), weights: choice(['/a.h5'], { backbone: ['VGG16'] }) },
    },
    ['VGG16 "/a.h5"', 'ResNet50 "imagenet"'],
  ],
  [
    'a constraint on both',
    {
      space: { backbone: choice(['VGG16', 'ResNet50']), weights: choice(['/a.h5', 'random']) },
      constraints: ['backbone == "VGG16" || weights == "random"'],
    },
    ['VGG16 "/a.h5"', 'VGG16 "random"', 'ResNet50 "random"'],
  ],
  [
    'the queue has more',
    { recipe: { weights: '/a.h5' }, enqueue: [{ weights: '/b.h5' }, { weights: '/a.h5' }] },
    ['MobileNetV2 "/a.h5"', 'MobileNetV2 "/b.h5"'],
  ],
  [
    'only the queue',
    { sampler: { type: 'list' }, recipe: { weights: '/a.h5' }, enqueue: [{ weights: '/b.h5' }] },
    ['MobileNetV2 "/b.h5"'],
  ],
])('%s', (_, change, expected) => {
  expect(told(sweepOf({ space: {}, ...change }))).toEqual(expected)
})

const unusable = [{ backbone: 'VGG16', source: '/bad.h5' }] as const
const space = { backbone: choice(['VGG16', 'ResNet50']), weights: choice(['/bad.h5', 'random']) }

test('a pair that does not fit is not tried, whichever of the two is searched', () => {
  const isUsable = usableIn({ recipe: {}, unusable })
  expect(isUsable({ backbone: 'VGG16', weights: '/bad.h5', learningRate: 0.1 })).toBe(false)
  expect(isUsable({ backbone: 'ResNet50', weights: '/bad.h5' })).toBe(true)
  expect(isUsable({ backbone: 'VGG16', weights: 'random' })).toBe(true)
  expect(usableIn({ recipe: { backbone: 'VGG16' }, unusable })({ weights: '/bad.h5' })).toBe(false)
  expect(usableIn({ recipe: { weights: { VGG16: '/bad.h5' } }, unusable })({ backbone: 'VGG16' })).toBe(false)
})

test('baselines are of pairs that fit and that the space has; in older runs of all', () => {
  const baselines = (sweep: Sweep) => openingOf(sweep).filter(({ origin }) => origin === 'baseline').length
  const weights = choice(['/bad.h5', 'random'], { backbone: ['VGG16'] })
  const sweep = sweepOf({ space: { ...space, weights }, baseline: true })
  expect(baselines(sweep)).toBe(4)
  expect(baselines({ ...sweep, unusable })).toBe(1)
  expect(baselines({ ...sweepOf({ space, baseline: true }), unusable })).toBe(3)
})

test('a pair is the same however its file is described', () => {
  const a = { backbone: 'VGG16', source: { file: '/a.h5', padding: 'keras', prefix: 'net.' } } as const
  const b = { backbone: 'VGG16', source: { prefix: 'net.', padding: 'keras', file: '/a.h5' } } as const
  expect(pairKey(a)).toBe(pairKey(b))
})

import { expect, test } from 'vitest'
import { weightsText } from '../../src/commands/plan-weights.ts'
import type { CheckedPair, WeightState } from '../../src/coordinator/check-weights.ts'
import { fetchWeights } from '../../src/coordinator/check-weights.ts'
import { refuseHopeless, unusableNotes } from '../../src/coordinator/usable-weights.ts'

const pair = (state: WeightState, source: CheckedPair['source'] = '/w/a.h5'): CheckedPair => ({
  backbone: 'ResNet50',
  source,
  state,
})
const fit = {
  fits: true,
  backbone: 'ResNet50',
  library: 'timm',
  prefix: 'net.',
  leftOut: ['fc (2 tensors)'],
  preprocessing: 'torch',
  parameters: 9,
} as const
const error = { message: 'it is empty', where: '/w/a.h5', next: 'Export it again.', details: ['0 bytes'] }

test.each<[string, CheckedPair, RegExp]>([
  [
    'a file that fits',
    pair({ is: 'fits', fit }),
    /ResNet50 +a\.h5 +fit, names of timm after "net\."; left out: fc \(2 tensors\)$/,
  ],
  ['one that does not', pair({ is: 'unusable', error }), /a\.h5 +of no use: it is empty$/],
  [
    'official and here',
    pair({ is: 'here', place: '/c/r.h5' }, 'imagenet'),
    /imagenet +here, checked: \/c\/r\.h5$/,
  ],
  [
    'official and not here',
    pair(
      { is: 'to be fetched', bytes: 94_765_736, address: 'https://storage.googleapis.com/x/r.h5' },
      'imagenet',
    ),
    /imagenet +to be fetched: 90\.4 MB from storage\.googleapis\.com$/,
  ],
  [
    'of unknown length, from a mirror',
    pair({ is: 'to be fetched', bytes: null, address: 'http://mirror:8080/r.h5' }, 'imagenet'),
    /to be fetched: from mirror:8080$/,
  ],
  ['random', pair({ is: 'built in' }, 'random'), /random +drawn anew$/],
  ['bundled', pair({ is: 'built in' }, 'bundled'), /bundled +in the box$/],
])('plan tells %s', (_, weights, line) => {
  expect(weightsText([weights]).join('\n')).toMatch(line)
})

test('one that fits is enough to begin; the others are told whole', () => {
  const bad = pair({ is: 'unusable', error })
  expect(() => refuseHopeless([bad, pair({ is: 'fits', fit })])).not.toThrow()
  expect(() => refuseHopeless([bad])).toThrow('it is empty')
  expect(() => refuseHopeless([bad, bad])).toThrow(
    'none of the 2 weights that this sweep could try is of use',
  )
  expect(unusableNotes([bad])).toEqual([
    'left out: ResNet50 with a.h5: it is empty (0 bytes). Export it again.',
  ])
})

test('official weights that cannot be fetched are of no use, and the others stay', async () => {
  const before = process.env.NIGHTSWEEP_WEIGHTS_URL
  process.env.NIGHTSWEEP_WEIGHTS_URL = 'http://127.0.0.1:9'
  const missing = pair({ is: 'to be fetched', bytes: 1, address: 'http://127.0.0.1:9/r.h5' }, 'imagenet')
  const fitting = pair({ is: 'fits', fit })
  const patience = { tries: 1, waitMs: 1, stallMs: 500 }
  const [first, second] = await fetchWeights([missing, fitting], 224, { patience })
  if (before === undefined) delete process.env.NIGHTSWEEP_WEIGHTS_URL
  else process.env.NIGHTSWEEP_WEIGHTS_URL = before
  expect(first?.state).toMatchObject({ is: 'unusable', error: { where: 'ResNet50' } })
  expect(second).toEqual(fitting)
})

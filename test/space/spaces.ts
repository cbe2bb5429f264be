import type { Parameter, Space } from '../../src/space/parameter.ts'

const choice = (values: (string | number)[], when?: Parameter['when']): Parameter => ({
  kind: 'choice',
  values,
  ...(when && { when }),
})

/** sgd has a momentum, and hidden units only at the highest. */
export const finiteSpace: Space = new Map<string, Parameter>([
  ['optimizer', choice(['adam', 'sgd'])],
  ['unfreezeDepth', { kind: 'int', min: 0, max: 1, scale: 'linear' }],
  ['momentum', choice([0.8, 0.9, 0.95], { optimizer: ['sgd'] })],
  ['hiddenUnits', choice([0, 64], { momentum: [0.95] })],
])
export const finiteSize = 2 * (1 + (1 + 1 + 2))

export const continuousSpace: Space = new Map<string, Parameter>([
  ['learningRate', { kind: 'float', min: 1e-5, max: 1e-1, scale: 'log' }],
  ['batchSize', { kind: 'int', min: 8, max: 64, scale: 'log' }],
  ['dropout', { kind: 'float', min: 0, max: 0.6, scale: 'linear', step: 0.1 }],
  ['optimizer', choice(['adam', 'sgd', 'rmsprop'])],
  [
    'momentum',
    { kind: 'float', min: 0.8, max: 0.99, scale: 'linear', when: { optimizer: ['sgd', 'rmsprop'] } },
  ],
])

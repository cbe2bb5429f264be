import { expect, test } from 'vitest'
import { isActive } from '../../src/space/condition.ts'
import type { Parameter } from '../../src/space/parameter.ts'
import { CircularConditions, orderByCondition } from '../../src/space/space.ts'

const parameter = (when: Parameter['when'] = {}): Parameter => ({ kind: 'choice', values: [1, 2], when })

test('a parameter is active while every condition holds', () => {
  const momentum = parameter({ optimizer: ['sgd', 'rmsprop'], unfreezeDepth: [1, 2] })
  expect(isActive(momentum, { optimizer: 'sgd', unfreezeDepth: 2 })).toBe(true)
  expect(isActive(momentum, { optimizer: 'sgd', unfreezeDepth: 0 })).toBe(false)
  expect(isActive(momentum, { optimizer: 'sgd' })).toBe(false)
  expect(isActive(parameter(), {})).toBe(true)
})

test('conditions compare values, not objects', () => {
  const step = parameter({ schedule: [{ type: 'step', every: 2 }] })
  expect(isActive(step, { schedule: { every: 2, type: 'step' } })).toBe(true)
  expect(isActive(step, { schedule: { type: 'step', every: 3 } })).toBe(false)
})

test('parameters come after those that they depend on, otherwise as written', () => {
  const space = orderByCondition({
    momentum: parameter({ optimizer: [1] }),
    dropout: parameter(),
    optimizer: parameter({ backbone: [1] }),
    backbone: parameter(),
  })
  expect([...space.keys()]).toEqual(['backbone', 'optimizer', 'momentum', 'dropout'])
})

test('a circle of conditions is named', () => {
  const circle = { a: parameter({ b: [1] }), b: parameter({ c: [1] }), c: parameter({ b: [2] }) }
  expect(() => orderByCondition(circle)).toThrow(CircularConditions)
  expect(() => orderByCondition(circle)).toThrow('b → c → b')
})

import { expect, test } from 'vitest'
import { graphBuilder } from '../../src/backbones/build.ts'
import { getBackbone } from '../../src/backbones/index.ts'
import {
  bytesAt,
  cutAt,
  layersBetween,
  maxUnfreezeDepth,
  multiplyAddsOf,
  parametersOf,
} from '../../src/backbones/measure.ts'
import { UserError } from '../../src/base/errors.ts'

const graph = getBackbone('MobileNetV2').build(224)

test("Keras' own numbers for MobileNetV2", () => {
  expect(parametersOf(graph)).toBe(2_257_984)
  expect(multiplyAddsOf(graph) / 1e6).toBeCloseTo(299.5, 1)
  expect(maxUnfreezeDepth(graph)).toBe(19)
  expect(bytesAt(graph, 'block_1_project_BN')).toBe(301_056)
})

test('the parts before and after a cut add up to the whole', () => {
  for (const { layer } of graph.cuts)
    expect(multiplyAddsOf(graph, undefined, layer) + multiplyAddsOf(graph, layer)).toBe(multiplyAddsOf(graph))
})

test('an unfreeze depth counts blocks from the end', () => {
  expect(cutAt(graph, 0)).toBe('out_relu')
  expect(cutAt(graph, 1)).toBe('block_16_project_BN')
  expect(cutAt(graph, 18)).toBe('Conv1_relu')
  expect(cutAt(graph, 19)).toBe('input_layer')
  expect(() => cutAt(graph, 20)).toThrow(
    new UserError('unfreezeDepth is 20, but MobileNetV2 has 19 blocks').message,
  )
  expect(() => cutAt(graph, 1.5)).toThrow(UserError)
})

test('a layer that others go round is no cut', () => {
  const g = graphBuilder('Residual', 8)
  const inner = g.conv(g.input, 3, { name: 'inner' })
  g.add([g.input, inner])
  const residual = g.finish()
  expect(() => layersBetween(residual, 'inner')).toThrow('Residual has a way round inner')
  expect(() => layersBetween(residual, undefined, 'missing')).toThrow('Residual has no layer missing')
})

import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { getBackbone } from '../../src/backbones/index.ts'
import { bytesAt, multiplyAddsOf, parametersOf } from '../../src/backbones/measure.ts'
import { type BackboneName, backboneNames } from '../../src/trial/backbone-names.ts'
import { digest, type KerasLayer, linesOf, linesOfKeras } from './keras-graph.ts'

interface Expected {
  readonly backbone: BackboneName
  readonly arch: string
  readonly size: number
  readonly minSize: number
  readonly layers: number
  readonly digest: string
  readonly parameters: number
  readonly megaMultiplyAdds: number
  /** Block, its last layer, bytes of one image there. */
  readonly cuts: readonly (readonly [string, string, number])[]
}

const expected = readFileSync(path.join(import.meta.dirname, '../fixtures/graphs.ndjson'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): Expected => JSON.parse(line))
const shared = process.env.NIGHTSWEEP_SHARED ?? path.resolve(import.meta.dirname, '../../../shared')
const archFolder = path.join(shared, 'facts/arch')

test('every backbone but our own is compared with Keras', () => {
  expect(expected.map(({ backbone }) => backbone).sort()).toEqual(
    backboneNames.filter(name => name !== 'Pocket').sort(),
  )
})

test.each(expected)("$backbone is Keras' graph", facts => {
  const backbone = getBackbone(facts.backbone)
  expect(backbone).toMatchObject({ defaultSize: facts.size, minSize: facts.minSize })
  const graph = backbone.build(facts.size)
  const cuts = graph.cuts.map(({ block, layer }) => [block, layer, bytesAt(graph, layer)])
  expect(cuts).toEqual(facts.cuts)
  expect(parametersOf(graph)).toBe(facts.parameters)
  expect(Math.abs(multiplyAddsOf(graph) / 1e6 - facts.megaMultiplyAdds)).toBeLessThan(0.06)
  expect(graph.layers).toHaveLength(facts.layers)
  expect(digest(linesOf(graph))).toBe(facts.digest)
})

test.skipIf(!existsSync(archFolder)).each(expected)(
  '$backbone layer by layer (skipped without the folder shared/facts/arch)',
  ({ backbone, arch, size }) => {
    const { layers }: { layers: KerasLayer[] } = JSON.parse(
      readFileSync(path.join(archFolder, `${arch}.json`), 'utf8'),
    )
    expect(linesOf(getBackbone(backbone).build(size))).toEqual(linesOfKeras(layers))
  },
)

import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { getBackbone } from '../../src/backbones/index.ts'
import { bytesAt, multiplyAddsOf, parametersOf } from '../../src/backbones/measure.ts'
import { type BackboneName, backboneNames } from '../../src/trial/backbone-names.ts'
import { facts } from '../setup/facts.ts'
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
const archFolder = path.join(facts, 'arch')

test('every backbone but our own is compared with Keras', () => {
  expect(expected.map(({ backbone }) => backbone).sort()).toEqual(
    backboneNames.filter(name => name !== 'Pocket').sort(),
  )
})

test.each(expected)("$backbone is Keras' graph", row => {
  const backbone = getBackbone(row.backbone)
  expect(backbone).toMatchObject({ defaultSize: row.size, minSize: row.minSize })
  const graph = backbone.build(row.size)
  const cuts = graph.cuts.map(({ block, layer }) => [block, layer, bytesAt(graph, layer)])
  expect(cuts).toEqual(row.cuts)
  expect(parametersOf(graph)).toBe(row.parameters)
  expect(Math.abs(multiplyAddsOf(graph) / 1e6 - row.megaMultiplyAdds)).toBeLessThan(0.06)
  expect(graph.layers).toHaveLength(row.layers)
  expect(digest(linesOf(graph))).toBe(row.digest)
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

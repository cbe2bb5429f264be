import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Family } from '../../src/backbones/backbone.ts'
import { forward } from '../../src/backbones/forward.ts'
import type { Graph, WeightSpec } from '../../src/backbones/graph.ts'
import { getBackbone, namingsOf } from '../../src/backbones/index.ts'
import { preprocess } from '../../src/backbones/preprocess.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { loadEngine } from '../../src/engine/index.ts'
import { type Tensor, tf } from '../../src/engine/tf.ts'
import type { BackboneName } from '../../src/trial/backbone-names.ts'
import { assembleTensors } from '../../src/weights/assemble.ts'
import type { Stored } from '../../src/weights/stored.ts'
import { sourceShape, torchOrder } from '../../src/weights/transform.ts'
import { valuesOf } from '../../src/weights/values.ts'
import { mulberry32, syntheticPixels } from '../backbones/synthetic.ts'

interface Golden {
  readonly library: 'torchvision' | 'timm'
  readonly model: string
  readonly backbone: BackboneName
  readonly padding?: Family
  readonly features: readonly number[]
  readonly norm: number
}

/**
 * The pooled features of torchvision 0.28 and timm 1.0.29 on torch 2.13, at 96 pixels, with every tensor filled by a
 * stream that its name seeds. ResNet50, VGG16, DenseNet121 and InceptionV3 have the same names and values in both.
 */
const golden: readonly Golden[] = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../fixtures/torch-golden.json'), 'utf8'),
)
const size = 96

let engine: Engine
beforeAll(async () => {
  engine = await loadEngine('wasm', { threads: 1 })
})
afterAll(() => engine.close())

test.each(golden.map(entry => [`${entry.library} ${entry.model}`, entry] as const))('%s', (_, entry) => {
  const backbone = getBackbone(entry.backbone)
  const options = entry.padding === undefined ? {} : { padding: entry.padding }
  const { graph, origin, pairs } = assembleTensors(backbone, stateOf(entry), size, options)
  const weights = tensorsOf(graph, valuesOf(pairs))
  const pixels = preprocess(syntheticPixels(size), 1, size, origin.preprocessing)
  const features = tf.tidy(() =>
    forward(graph, weights, tf.tensor4d(pixels, [1, size, size, 3]))
      .mean([1, 2])
      .dataSync<'float32'>(),
  )
  tf.dispose([...weights.values()])
  expect(origin).toEqual({ family: 'torch', padding: entry.padding ?? 'torch', preprocessing: 'torch' })
  const typical = entry.norm / Math.sqrt(features.length)
  const errors = entry.features.map((value, i) => Math.abs((features[i] ?? Number.NaN) - value) / typical)
  expect(Math.max(...errors)).toBeLessThan(1e-4)
  expect(Math.abs(Math.hypot(...features) / entry.norm - 1)).toBeLessThan(1e-4)
})

/** The library's own tensors, shaped as it shapes them. */
function stateOf({ backbone, library }: Golden): Map<string, Stored> {
  const naming = namingsOf(backbone).find(candidate => ['torch', library].includes(candidate.library))
  if (naming === undefined) throw new RangeError(`${backbone} has no names of ${library}`)
  const state = new Map<string, Stored>()
  for (const layer of getBackbone(backbone).build(size, 'torch').layers)
    for (const spec of layer.weights) {
      const name = naming.keyOf(layer, spec.name)
      if (name === undefined) continue
      const shape = sourceShape(spec.shape, torchOrder(layer, spec))
      state.set(name, { name, shape, read: () => filled(name, spec, shape) })
    }
  return state
}

function filled(name: string, spec: WeightSpec, shape: readonly number[]): Float32Array {
  const fanIn = shape.slice(1).reduce((product, side) => product * side, 1)
  const [middle, spread] = {
    kernel: [0, Math.sqrt(6 / fanIn)],
    bias: [0, 0.05],
    beta: [0, 0.05],
    moving_mean: [0, 0.05],
    gamma: [1, 0.1],
    moving_variance: [1, 0.1],
    scale: [0.5, 0.1],
  }[spec.name] as [number, number]
  const values = new Float32Array(shape.reduce((product, side) => product * side, 1))
  const next = mulberry32(fnv1a(name))
  for (let i = 0; i < values.length; i++) values[i] = middle + spread * (2 * next() - 1)
  return values
}

/** Fowler–Noll–Vo, 32 bits. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash
}

function tensorsOf(graph: Graph, values: ReadonlyMap<string, Float32Array>): Map<string, Tensor> {
  const specs = graph.layers.flatMap(layer =>
    layer.weights.map(spec => [`${layer.name}/${spec.name}`, spec.shape] as const),
  )
  return new Map(specs.map(([key, shape]) => [key, tf.tensor(values.get(key) ?? [], [...shape])]))
}

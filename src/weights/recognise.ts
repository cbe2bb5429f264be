import { getBackbone, namingsOf } from '../backbones/index.ts'
import { listed } from '../base/listed.ts'
import { type BackboneName, backboneNames } from '../trial/backbone-names.ts'
import type { OpenFile } from './file.ts'
import { foreignTensors } from './foreign-tensors.ts'
import { keysOf, startsIn } from './locate.ts'
import { Misfit, WeightProblem } from './stored.ts'
import { sourceShape, torchOrder } from './transform.ts'

/** Which backbones a file's weights are of, by names and shapes. */
export function backbonesIn({ match }: OpenFile): BackboneName[] {
  return backboneNames.filter(name => {
    const backbone = getBackbone(name)
    try {
      match(backbone, backbone.defaultSize, {})
      return true
    } catch (error) {
      if (error instanceof WeightProblem) return false
      throw error
    }
  })
}

/** A misfit said better: what the file holds instead of this backbone, where that can be told. */
export function recognised(
  problem: Misfit,
  backbone: BackboneName,
  file: OpenFile,
  others: readonly BackboneName[],
): WeightProblem {
  const { details } = problem
  if (others.length > 0)
    return new WeightProblem(`these are the weights of ${listed(others, 'or')}, not of ${backbone}`, {
      details,
      next: `Set backbone: ${others[0]} for this file, or give weights of ${backbone}.`,
    })
  if (file.shapes === undefined) return problem
  return otherWidth(file.shapes, details) ?? foreignTensors(file.shapes) ?? nearest(problem, file.shapes)
}

type Shapes = ReadonlyMap<string, readonly number[]>

interface Likeness {
  readonly backbone: BackboneName
  readonly count: number
  readonly share: number
  /** Of the channels, in the middle of all weights. */
  readonly width: number
}

/** The backbone whose names most of the tensors have. */
function likest(shapes: Shapes, candidates: readonly BackboneName[]): Likeness | undefined {
  const found = candidates.flatMap(backbone => {
    const graph = getBackbone(backbone).build(getBackbone(backbone).defaultSize, 'torch')
    return namingsOf(backbone).map((naming): Likeness => {
      const ends = byEnd(shapes, keysOf(graph, naming))
      const widths = graph.layers.flatMap(layer =>
        layer.weights.flatMap(spec => {
          const there = ends.get(naming.keyOf(layer, spec.name) ?? '')?.[0]
          const order =
            naming.family === 'torch' ? torchOrder(layer, spec) : spec.shape.map((_, axis) => axis)
          const ours = sourceShape(spec.shape, order)[0]
          return there === undefined || ours === undefined ? [] : [there / ours]
        }),
      )
      const middle = widths.sort((a, b) => a - b)[Math.floor(widths.length / 2)] ?? 0
      return { backbone, count: ends.size, share: ends.size / keysOf(graph, naming).size, width: middle }
    })
  })
  return found.sort((a, b) => b.share - a.share)[0]
}

/** The tensors whose names end like one of the keys, by that. */
function byEnd(shapes: Shapes, keys: ReadonlySet<string>): Map<string, readonly number[]> {
  const found = new Map<string, readonly number[]>()
  for (const [name, shape] of shapes)
    for (const at of startsIn(name)) {
      const end = name.slice(at)
      if (keys.has(end) && !found.has(end)) found.set(end, shape)
    }
  return found
}

/** MobileNets come in widths, and not all of them are here. */
function otherWidth(shapes: Shapes, details: readonly string[]): WeightProblem | undefined {
  const families = ['MobileNetV2', 'MobileNetV3Large', 'MobileNetV3Small'] as const
  const like = likest(shapes, families)
  if (like === undefined || like.share < 0.95 || Math.abs(like.width - 1) < 0.02) return undefined
  const { backbone, width } = like
  const here = backboneNames.filter(name => name === backbone || name.startsWith(`${backbone}-`))
  return new WeightProblem(`these are weights of a ${backbone} of width ${Number(width.toFixed(2))}`, {
    details,
    next: `Of this width there is no backbone here, there are ${listed(here, 'and')}.`,
  })
}

function nearest(problem: Misfit, shapes: Shapes): WeightProblem {
  const like = likest(shapes, backboneNames)
  if (like === undefined || like.share < 0.2) return problem
  const share = `${Math.floor(100 * like.share)} % of the names of ${like.backbone}`
  return new Misfit(problem.message, [
    ...problem.details,
    `of all backbones it is most like ${like.backbone}: it has ${share}`,
  ])
}

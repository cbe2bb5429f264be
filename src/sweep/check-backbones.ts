import { getBackbone } from '../backbones/index.ts'
import { maxUnfreezeDepth } from '../backbones/measure.ts'
import type { Json } from '../base/hash.ts'
import type { Parameter } from '../space/parameter.ts'
import { backboneNames } from '../trial/backbone-names.ts'
import { recipeSchema } from '../trial/recipe.ts'
import { type Finding, type Path, valueAtPath } from './finding.ts'

/** What the backbones cannot do: images too small for them, more blocks unfrozen than there are. */
export function checkBackbones(written: unknown, parameters: Readonly<Record<string, Parameter>>): Finding[] {
  const size = valueAtPath(written, ['data', 'imageSize']) ?? 160
  const depth = deepest(written, parameters.unfreezeDepth)
  if (typeof size !== 'number' || !Number.isInteger(size)) return []
  return reachableBackbones(written, parameters).flatMap((name): Finding[] => {
    const backbone = getBackbone(name)
    if (size < backbone.minSize)
      return [
        {
          path: ['data', 'imageSize'],
          at: 'value',
          message: `must be at least ${backbone.minSize} for ${name} (got ${size})`,
        },
      ]
    if (depth === undefined) return []
    const blocks = maxUnfreezeDepth(backbone.build(size))
    if (depth.value <= blocks) return []
    return [
      {
        path: depth.path,
        at: 'value',
        message: `must be at most ${blocks}: ${name} has ${blocks} blocks (got ${depth.value})`,
      },
    ]
  })
}

function reachableBackbones(written: unknown, parameters: Readonly<Record<string, Parameter>>) {
  const { backbone: fallback } = recipeSchema.parse({})
  const searched = parameters.backbone?.kind === 'choice' ? parameters.backbone.values : undefined
  const values: readonly unknown[] = searched ?? [valueAtPath(written, ['recipe', 'backbone']) ?? fallback]
  return backboneNames.filter(name => values.includes(name))
}

function deepest(
  written: unknown,
  parameter: Parameter | undefined,
): { path: Path; value: number } | undefined {
  const path: Path = ['space', 'unfreezeDepth']
  if (parameter?.kind === 'choice') return { path, value: Math.max(...parameter.values.map(numberFrom)) }
  if (parameter !== undefined) return { path: [...path, 'max'], value: parameter.max }
  const value = valueAtPath(written, ['recipe', 'unfreezeDepth'])
  return typeof value === 'number' ? { path: ['recipe', 'unfreezeDepth'], value } : undefined
}

const numberFrom = (value: Json) => (typeof value === 'number' ? value : 0)

import { existsSync } from 'node:fs'
import { getBackbone } from '../backbones/index.ts'
import { maxUnfreezeDepth } from '../backbones/measure.ts'
import { UserError } from '../base/errors.ts'
import type { Json } from '../base/hash.ts'
import type { Parameter } from '../space/parameter.ts'
import { type RecipeBackbone, recipeBackbones } from '../trial/backbone-names.ts'
import { recipeSchema, recipeShape, type WeightSource } from '../trial/recipe.ts'
import { graphOf } from '../weights/graph-of.ts'
import { fileOf, weightSourceFor } from '../weights/source.ts'
import { type Finding, type Path, valueAtPath } from './finding.ts'

type Parameters = Readonly<Record<string, Parameter>>

/** What the backbones cannot do: images too small for them, more blocks unfrozen than there are. */
export function checkBackbones(written: unknown, parameters: Parameters): Finding[] {
  const size = valueAtPath(written, ['data', 'imageSize']) ?? 160
  if (typeof size !== 'number' || !Number.isInteger(size)) return []
  const names = valuesOf('backbone', written, parameters)
  return recipeBackbones
    .filter(name => names.includes(name))
    .flatMap(name =>
      name === 'LayersModel'
        ? checkLayersModels(written, parameters, size)
        : checkBuiltIn(name, written, parameters, size),
    )
}

function checkBuiltIn(
  name: Exclude<RecipeBackbone, 'LayersModel'>,
  written: unknown,
  parameters: Parameters,
  size: number,
): Finding[] {
  const { minSize, build } = getBackbone(name)
  if (size >= minSize) return checkDepth(name, maxUnfreezeDepth(build(size)), written, parameters)
  const message = `must be at least ${minSize} for ${name} (got ${size})`
  return [{ path: ['data', 'imageSize'], at: 'value', message }]
}

/**
 * Their graphs are in files; a file that is not there is found elsewhere. Broken ones are a finding where no other is whole:
 * a sweep goes on without some of its weights, as is told before it begins.
 */
function checkLayersModels(written: unknown, parameters: Parameters, size: number): Finding[] {
  const sources = valuesOf('weights', written, parameters).flatMap((value): WeightSource[] => {
    const weights = recipeShape.weights.safeParse(value)
    if (!weights.success) return []
    const source = weightSourceFor(weights.data, 'LayersModel')
    const file = fileOf(source)
    return file === undefined || existsSync(file) ? [source] : []
  })
  const broken: Finding[] = []
  const deep = sources.flatMap(source => {
    try {
      const graph = graphOf('LayersModel', source, size)
      return checkDepth(graph.name, maxUnfreezeDepth(graph), written, parameters)
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      const path: Path = [parameters.weights === undefined ? 'recipe' : 'space', 'weights']
      const text = error.where === undefined ? error.message : `${error.where}: ${error.message}`
      broken.push({ path, at: 'value', message: text })
      return []
    }
  })
  return broken.length === sources.length ? broken : deep
}

function checkDepth(name: string, blocks: number, written: unknown, parameters: Parameters): Finding[] {
  const depth = deepest(written, parameters.unfreezeDepth)
  if (depth === undefined || depth.value <= blocks) return []
  const message = `must be at most ${blocks}: ${name} has ${blocks} blocks (got ${depth.value})`
  return [{ path: depth.path, at: 'value', message }]
}

function valuesOf(
  name: 'backbone' | 'weights',
  written: unknown,
  parameters: Parameters,
): readonly unknown[] {
  const parameter = parameters[name]
  if (parameter?.kind === 'choice') return parameter.values
  return [valueAtPath(written, ['recipe', name]) ?? recipeSchema.parse({})[name]]
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

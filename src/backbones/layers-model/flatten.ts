import { UserError } from '../../base/errors.ts'
import { isModel, type KerasLayer, type Model, modelOf } from './model.ts'

/** A layer after the models inside models have been dissolved. */
export interface Node {
  /** Unique; the layer's own name unless two of the models use the same. */
  readonly name: string
  readonly className: string
  readonly config: Readonly<Record<string, unknown>>
  readonly inputs: readonly string[]
  /** Names of the models around it, then its own: its weights are called by some of these. */
  readonly path: readonly string[]
}

/** The image, as `graphBuilder` names it. */
export const inputName = 'input_layer'

/** The layers that a model's output needs, topological, without the input. */
export function flatten(root: KerasLayer): Node[] {
  const nodes = new Map<string, Node>()
  enter(root, inputName, [], nodes)
  return [...nodes.values()]
}

/** Adds a model's layers after `input` and gives its output. */
function enter(
  entry: KerasLayer,
  input: string,
  around: readonly string[],
  nodes: Map<string, Node>,
): string {
  const model = modelOf(entry)
  const path = [...around, model.name]
  const add = (layer: KerasLayer, inputs: readonly string[]): string => {
    if (layer.className === 'InputLayer') return input
    if (isModel(layer)) return enter(layer, only(inputs, `model ${layer.name}`), path, nodes)
    const name = uniqueName(layer.name, path, nodes)
    const { className, config } = layer
    nodes.set(name, { name, className, config, inputs, path: [...path, layer.name] })
    return name
  }
  if (model.outputs === undefined) return model.layers.reduce((x, layer) => add(layer, [x]), input)
  return addFromOutput(model, only(model.outputs, `the output of model ${model.name}`), add)
}

function addFromOutput(
  model: Model,
  output: string,
  add: (layer: KerasLayer, inputs: readonly string[]) => string,
): string {
  const byName = new Map(model.layers.map(layer => [layer.name, layer]))
  const added = new Map<string, string>()
  const open = new Set<string>()
  let images: string | undefined
  const visit = (name: string): string => {
    const known = added.get(name)
    if (known !== undefined) return known
    const layer = byName.get(name)
    if (layer === undefined)
      throw new UserError(`model ${model.name} refers to a layer ${name} that it does not have`)
    if (open.has(name))
      throw new UserError(`layer ${name} of model ${model.name} is applied to its own output`)
    open.add(name)
    if (layer.className === 'InputLayer' && images !== undefined)
      throw new UserError(
        `model ${model.name} has two inputs, ${images} and ${name}: a backbone has one, the image`,
      )
    if (layer.className === 'InputLayer') images = name
    else if (layer.calls.length !== 1)
      throw new UserError(
        `layer ${name} is used ${layer.calls.length} times, but layers with shared weights are not supported`,
      )
    const result = add(layer, (layer.calls[0] ?? []).map(visit))
    added.set(name, result)
    return result
  }
  return visit(output)
}

function only(names: readonly string[], what: string): string {
  const [name] = names
  if (name !== undefined && names.length === 1) return name
  throw new UserError(`${what} is ${names.length} tensors, but a backbone has one image and one output`)
}

function uniqueName(name: string, path: readonly string[], nodes: ReadonlyMap<string, Node>): string {
  const isFree = (candidate: string) => candidate !== inputName && !nodes.has(candidate)
  if (isFree(name)) return name
  const inModel = `${path.at(-1)}.${name}`
  if (isFree(inModel)) return inModel
  let number = 2
  while (!isFree(`${inModel}.${number}`)) number++
  return `${inModel}.${number}`
}

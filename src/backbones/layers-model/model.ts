import { z } from 'zod'
import { UserError } from '../../base/errors.ts'
import { callsOf, referencesOf } from './references.ts'

/** One layer of a Keras configuration, which may be a model again. */
export interface KerasLayer {
  readonly name: string
  readonly className: string
  readonly config: Readonly<Record<string, unknown>>
  /** The layers it is applied to, once for each use; none in a sequential model. */
  readonly calls: readonly (readonly string[])[]
}

/** A Sequential model (no outputs: the last layer's) or a functional one. */
export interface Model {
  readonly name: string
  readonly layers: readonly KerasLayer[]
  readonly outputs: readonly string[] | undefined
}

const entry = z
  .object({
    class_name: z.string(),
    name: z.string().optional(),
    config: z.union([z.array(z.unknown()), z.looseObject({ name: z.string().optional() })]),
    inbound_nodes: z.array(z.unknown()).default([]),
  })
  .transform(({ class_name: className, name, config, inbound_nodes }): KerasLayer => {
    // The oldest sequential models are a bare list of layers.
    const named = Array.isArray(config) ? { name: undefined, layers: config } : config
    return { name: name ?? named.name ?? className, className, config: named, calls: callsOf(inbound_nodes) }
  })
const modelConfig = z.looseObject({
  layers: z.array(entry),
  output_layers: z.unknown().optional(),
})

const modelClasses = new Set(['Sequential', 'Model', 'Functional'])

export const isModel = ({ className }: KerasLayer) => modelClasses.has(className)

/** The model that `{ class_name, config }` describes; TF.js wraps it in `model_config` where a converter wrote it. */
export function rootOf(topology: unknown): KerasLayer {
  const wrapped = z.object({ model_config: z.unknown() }).safeParse(topology)
  const root = parse(entry, wrapped.success ? wrapped.data.model_config : topology, 'modelTopology')
  if (!isModel(root)) throw new UserError(`its topology is a ${root.className}, not a model`)
  return root
}

export function modelOf({ name, className, config }: KerasLayer): Model {
  const { layers, output_layers } = parse(modelConfig, config, name)
  return { name, layers, outputs: className === 'Sequential' ? undefined : referencesOf(output_layers) }
}

function parse<T extends z.ZodType>(schema: T, value: unknown, what: string): z.output<T> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const place = [what, ...(issue?.path ?? [])].join('.')
  throw new UserError(`its topology is no Keras configuration: ${place}: ${issue?.message}`)
}

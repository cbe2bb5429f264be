import { shapeText, some, WeightProblem } from './stored.ts'

type Shapes = ReadonlyMap<string, readonly number[]>

/** What tensors are that belong to no backbone at all, by their names and shapes. */
export function foreignTensors(shapes: Shapes): WeightProblem | undefined {
  const names = [...shapes.keys()]
  const kind = kinds.find(({ pattern }) => names.some(name => pattern.test(name)))
  if (kind !== undefined)
    return new WeightProblem(`it holds ${kind.what}`, { details: examples(shapes), next: kind.next })
  if (isHead(shapes))
    return new WeightProblem('it holds a head without a backbone', {
      details: examples(shapes),
      next: 'Give the file of the backbone: a head for your classes is trained anew.',
    })
  return undefined
}

const kinds = [
  {
    what: 'changes to a network (LoRA), not the network',
    pattern: /(^|[._])lora_(a|b|up|down)\b|\.hada_w\d/i,
    next: 'Add them to their network first, in PEFT with model.merge_and_unload(), and save that.',
  },
  {
    what: 'the memory of an optimizer, not a network',
    pattern: /(^|[./])(exp_avg|exp_avg_sq|momentum_buffer|square_avg)$|^optimizer[./_]/,
    next: 'Give the file of the network that lies beside it, often called model.safetensors.',
  },
  {
    what: 'quantised weights',
    pattern: /\.(weight_scale|zero_point|qweight|qzeros|_packed_params)(\.|$)/,
    next: 'Give the weights as they were before they were quantised.',
  },
] as const

const mostTensorsOfHead = 12

/** Dense layers and norms, nothing that looks at pixels. */
const isHead = (shapes: Shapes) =>
  shapes.size <= mostTensorsOfHead && [...shapes.values()].every(shape => shape.length <= 2)

const examples = (shapes: Shapes) =>
  some(
    [...shapes].map(([name, shape]) => `${name} is ${shapeText(shape)}`),
    3,
  )

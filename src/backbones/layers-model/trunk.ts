import { UserError } from '../../base/errors.ts'
import { singleTensorLayers } from '../single-tensor.ts'
import { inputName, type Node } from './flatten.ts'

/** Layers that make a vector of a picture, one pixel of it (which may be a vector's other form), or class scores. */
const headClasses = new Set(['Flatten', 'GlobalAveragePooling2D', 'GlobalMaxPooling2D', 'Reshape', 'Softmax'])

/**
 * The layers before the head. The head begins where everything passes through one layer that is no picture any more;
 * an average pooling right before belongs to it, because features are averaged anyway.
 */
export function trunkOf(nodes: readonly Node[]): Node[] {
  const image: Node = { name: inputName, className: 'InputLayer', config: {}, inputs: [], path: [] }
  const line = singleTensorLayers([image, ...nodes]).slice(1)
  const vectors = vectorsOf(nodes)
  const top = line.findIndex(
    ({ name, className, config }) =>
      headClasses.has(className) || vectors.has(name) || config.activation === 'softmax',
  )
  const before = top < 0 ? line : line.slice(0, top)
  const isHead = ({ className }: Node) =>
    className === 'Dropout' || (top >= 0 && className === 'AveragePooling2D')
  const last = before.findLast(node => !isHead(node))
  if (last === undefined)
    throw new UserError('nothing in it comes before the classifier', {
      next: 'A backbone needs layers that keep a picture, such as convolutions.',
    })
  return neededBy(last.name, nodes)
}

/** Names of the layers whose output has no height and width. */
function vectorsOf(nodes: readonly Node[]): ReadonlySet<string> {
  const vectors = new Set<string>()
  for (const { name, className, inputs } of nodes)
    if (className !== 'Reshape' && (headClasses.has(className) || inputs.every(input => vectors.has(input))))
      vectors.add(name)
  return vectors
}

function neededBy(last: string, nodes: readonly Node[]): Node[] {
  const needed = new Set([last])
  const before = [...nodes].reverse().filter(({ name, inputs }) => {
    if (!needed.has(name)) return false
    for (const input of inputs) if (input !== inputName) needed.add(input)
    return true
  })
  return before.reverse()
}

/** Parts of Keras configurations, as Keras 2 and TensorFlow.js write them. */

type Config = Record<string, unknown>

export const layer = (className: string, name: string, config: Config = {}, ...inputs: string[]) => ({
  class_name: className,
  name,
  config: { name, ...config },
  inbound_nodes: inputs.length === 0 ? [] : [inputs.map(input => [input, 0, 0, {}])],
})

export const input = (shape: readonly (number | null)[] = [null, 32, 32, 3], name = 'image') =>
  layer('InputLayer', name, { batch_input_shape: shape })

export const conv = (name: string, from: string, config: Config = {}) =>
  layer('Conv2D', name, { filters: 4, kernel_size: [3, 3], padding: 'same', ...config }, from)

/** The last layer is the output. */
export const functional = (layers: readonly ReturnType<typeof layer>[], name = 'net') => ({
  class_name: 'Functional',
  config: {
    name,
    layers,
    input_layers: [['image', 0, 0]],
    output_layers: [[layers.at(-1)?.name, 0, 0]],
  },
})

export const sequential = (layers: readonly unknown[], name = 'stack') => ({
  class_name: 'Sequential',
  config: { name, layers },
})

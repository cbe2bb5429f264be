import { tf } from '../tf.ts'
import { image, padding, shape4D } from './arguments.ts'
import { convGeometry } from './geometry.ts'
import type { Kernel } from './kernel.ts'
import { padOrCrop } from './spatial.ts'

/** TensorFlow's own filter gradients know only 'same' and 'valid': other paddings are laid around x first. */
export const filterGradientPadFirst = (name: string): Kernel => ({
  name,
  compute({ inputs, attrs, stock }) {
    if (typeof padding(attrs) === 'string') return stock(inputs, attrs)
    const x = image(inputs, 'x')
    const [rows, columns] = convGeometry(x.shape, shape4D(attrs, 'filterShape'), attrs, isDepthwise(name))
    const padded = padOrCrop(x, [rows.before, rows.after], [columns.before, columns.after])
    return stock({ ...inputs, x: padded }, { ...attrs, pad: 'valid' })
  },
})

/** The same towards the input: the gradient of the padded image, without its padding. */
export const inputGradientPadFirst = (name: string): Kernel => ({
  name,
  compute({ inputs, attrs, stock }) {
    if (typeof padding(attrs) === 'string') return stock(inputs, attrs)
    const [n, h, w, c] = shape4D(attrs, 'inputShape')
    const filter = image(inputs, 'filter').shape
    const [rows, columns] = convGeometry([n, h, w, c], filter, attrs, isDepthwise(name))
    const inputShape = [n, h + rows.before + rows.after, w + columns.before + columns.after, c]
    const dx = stock(inputs, { ...attrs, inputShape, pad: 'valid' })
    return tf.slice(dx, [0, rows.before, columns.before, 0], [n, h, w, c])
  },
})

const isDepthwise = (name: string) => name.startsWith('Depthwise')

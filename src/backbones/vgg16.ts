import type { Backbone } from './backbone.ts'
import { graphBuilder } from './build.ts'

/** Channels and convolutions of each block: configuration D of Simonyan and Zisserman, arXiv:1409.1556. */
const blocks = [
  [64, 2],
  [128, 2],
  [256, 3],
  [512, 3],
  [512, 3],
] as const

/** The same network in Keras and torch. */
export const vgg16: Backbone = {
  name: 'VGG16',
  defaultSize: 224,
  minSize: 32,
  preprocessing: 'caffe',
  build(size) {
    const g = graphBuilder('VGG16', size)
    let x = g.input
    blocks.forEach(([filters, convolutions], i) => {
      const block = `block${i + 1}`
      for (let conv = 1; conv <= convolutions; conv++)
        x = g.conv(x, filters, { name: `${block}_conv${conv}`, kernel: 3, bias: true, activation: 'relu' })
      x = g.maxPool(x, { name: `${block}_pool`, size: 2 })
      g.cut(block, x)
    })
    return g.finish()
  },
}

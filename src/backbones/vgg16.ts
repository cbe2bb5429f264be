import type { Backbone } from './backbone.ts'
import { graphBuilder } from './build.ts'

const blocks = [
  { filters: 64, convolutions: 2 },
  { filters: 128, convolutions: 2 },
  { filters: 256, convolutions: 3 },
  { filters: 512, convolutions: 3 },
  { filters: 512, convolutions: 3 },
] as const

/**
 * VGG-16 without its fully connected layers; the same graph in Keras and torch.
 * Source: Simonyan & Zisserman, "Very Deep Convolutional Networks" (2014), https://arxiv.org/abs/1409.1556.
 */
export const vgg16: Backbone = {
  name: 'VGG16',
  defaultSize: 224,
  minSize: 32,
  preprocessing: 'caffe',
  build: size => {
    const g = graphBuilder('VGG16', size)
    let x = g.input()
    for (const [index, { filters, convolutions }] of blocks.entries()) {
      const block = `block${index + 1}`
      for (let i = 1; i <= convolutions; i++)
        x = g.conv(`${block}_conv${i}`, x, filters, 3, { bias: true, activation: 'relu' })
      const pool = { op: 'maxPool', size: [2, 2], strides: [2, 2], padding: 'valid' } as const
      x = g.layer(`${block}_pool`, 'MaxPooling2D', pool, [x])
      g.cut(block, x)
    }
    return g.finish()
  },
}

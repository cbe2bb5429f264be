import type { Backbone } from './backbone.ts'
import { graphBuilder } from './build.ts'
import { vgg16Names } from './names/vgg16.ts'

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
  torchNames: vgg16Names,
  official: {
    path: 'tensorflow/keras-applications/vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5',
    bytes: 58_889_256,
    md5: '6d6bbae143d832006294945121d1f1fc',
    top1: 71.3,
    top5: 90.1,
  },
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

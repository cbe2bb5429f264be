import type { BackboneName } from '../trial/backbone-names.ts'
import type { Backbone } from './backbone.ts'
import { convNeXtTiny } from './convnext-tiny.ts'
import { denseNet121 } from './densenet121.ts'
import { efficientNetB0 } from './efficientnet-b0.ts'
import { inceptionResNetV2 } from './inception-resnet-v2.ts'
import { inceptionV3 } from './inception-v3.ts'
import { mobileNetV2s } from './mobilenet-v2.ts'
import { mobileNetV3s } from './mobilenet-v3.ts'
import { kerasNaming, type Naming } from './naming.ts'
import { pocket } from './pocket/pocket.ts'
import { resNet50 } from './resnet50.ts'
import { vgg16 } from './vgg16.ts'

/**
 * A new backbone is a file and a line here. Its name is in `trial/backbone-names.ts`, too, because recipes are checked
 * where no network is known; either list without the other does not compile.
 */
const backbones: Readonly<Record<BackboneName, Backbone>> = {
  ...mobileNetV2s,
  ResNet50: resNet50,
  VGG16: vgg16,
  InceptionV3: inceptionV3,
  InceptionResNetV2: inceptionResNetV2,
  EfficientNetB0: efficientNetB0,
  ...mobileNetV3s,
  DenseNet121: denseNet121,
  ConvNeXtTiny: convNeXtTiny,
  Pocket: pocket,
}

export const getBackbone = (name: BackboneName): Backbone => backbones[name]

/** All ways in which a file may name this backbone's weights. */
export const namingsOf = (name: BackboneName): readonly Naming[] => [
  kerasNaming,
  ...backbones[name].torchNames,
]

import type { BackboneName } from '../trial/backbone-names.ts'
import type { Backbone } from './backbone.ts'
import { convNeXtTiny } from './convnext-tiny.ts'
import { denseNet121 } from './densenet121.ts'
import { efficientNetB0 } from './efficientnet-b0.ts'
import { inceptionResNetV2 } from './inception-resnet-v2.ts'
import { inceptionV3 } from './inception-v3.ts'
import { mobileNetV2 } from './mobilenet-v2.ts'
import { mobileNetV3 } from './mobilenet-v3.ts'
import { pocket } from './pocket/pocket.ts'
import { resNet50 } from './resnet50.ts'
import { vgg16 } from './vgg16.ts'

/** A new backbone is a file, a name in `backboneNames` and a line here. */
const backbones: Readonly<Record<BackboneName, Backbone>> = {
  MobileNetV2: mobileNetV2('MobileNetV2', 1),
  'MobileNetV2-0.35': mobileNetV2('MobileNetV2-0.35', 0.35),
  'MobileNetV2-0.5': mobileNetV2('MobileNetV2-0.5', 0.5),
  'MobileNetV2-0.75': mobileNetV2('MobileNetV2-0.75', 0.75),
  'MobileNetV2-1.3': mobileNetV2('MobileNetV2-1.3', 1.3),
  'MobileNetV2-1.4': mobileNetV2('MobileNetV2-1.4', 1.4),
  ResNet50: resNet50,
  VGG16: vgg16,
  InceptionV3: inceptionV3,
  InceptionResNetV2: inceptionResNetV2,
  EfficientNetB0: efficientNetB0,
  MobileNetV3Large: mobileNetV3('MobileNetV3Large', 'large'),
  'MobileNetV3Large-0.75': mobileNetV3('MobileNetV3Large-0.75', 'large', 0.75),
  MobileNetV3Small: mobileNetV3('MobileNetV3Small', 'small'),
  'MobileNetV3Small-0.75': mobileNetV3('MobileNetV3Small-0.75', 'small', 0.75),
  DenseNet121: denseNet121,
  ConvNeXtTiny: convNeXtTiny,
  Pocket: pocket,
}

export const getBackbone = (name: BackboneName): Backbone => backbones[name]

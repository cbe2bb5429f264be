import type { BackboneName } from '../../trial/backbone-names.ts'
import { convNeXtTinyNames } from './convnext-tiny.ts'
import { denseNet121Names } from './densenet121.ts'
import { efficientNetB0Names } from './efficientnet-b0.ts'
import { inceptionResNetV2Names, inceptionV3Names } from './inception.ts'
import { mobileNetV2Names } from './mobilenet-v2.ts'
import { mobileNetV3LargeNames, mobileNetV3SmallNames } from './mobilenet-v3.ts'
import { kerasNaming, type Naming } from './naming.ts'
import { resNet50Names } from './resnet50.ts'
import { vgg16Names } from './vgg16.ts'

/** The namings of other libraries; a backbone without an entry does not compile. */
const torchNames: Readonly<Record<BackboneName, readonly Naming[]>> = {
  MobileNetV2: mobileNetV2Names,
  'MobileNetV2-0.35': mobileNetV2Names,
  'MobileNetV2-0.5': mobileNetV2Names,
  'MobileNetV2-0.75': mobileNetV2Names,
  'MobileNetV2-1.3': mobileNetV2Names,
  'MobileNetV2-1.4': mobileNetV2Names,
  ResNet50: resNet50Names,
  VGG16: vgg16Names,
  InceptionV3: inceptionV3Names,
  InceptionResNetV2: inceptionResNetV2Names,
  EfficientNetB0: efficientNetB0Names,
  MobileNetV3Large: mobileNetV3LargeNames,
  'MobileNetV3Large-0.75': mobileNetV3LargeNames,
  MobileNetV3Small: mobileNetV3SmallNames,
  'MobileNetV3Small-0.75': mobileNetV3SmallNames,
  DenseNet121: denseNet121Names,
  ConvNeXtTiny: convNeXtTinyNames,
  Pocket: [],
}

/** All ways in which a file may name this backbone's weights. */
export const namingsOf = (backbone: BackboneName): readonly Naming[] => [kerasNaming, ...torchNames[backbone]]

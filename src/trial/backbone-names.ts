/** Keras names; the width of a MobileNet is a suffix. The registry in `backbones/index.ts` is typed over this list. */
export const backboneNames = [
  'MobileNetV2',
  'MobileNetV2-0.35',
  'MobileNetV2-0.5',
  'MobileNetV2-0.75',
  'MobileNetV2-1.3',
  'MobileNetV2-1.4',
  'ResNet50',
  'VGG16',
  'InceptionV3',
  'InceptionResNetV2',
  'EfficientNetB0',
  'MobileNetV3Large',
  'MobileNetV3Large-0.75',
  'MobileNetV3Small',
  'MobileNetV3Small-0.75',
  'DenseNet121',
  'ConvNeXtTiny',
  'Pocket',
] as const
export type BackboneName = (typeof backboneNames)[number]

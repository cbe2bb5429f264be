/** Keras names; MobileNetV2's width is a suffix. The registry in `backbones/index.ts` is typed over this list. */
export const backboneNames = [
  'MobileNetV2',
  'MobileNetV2-0.35',
  'MobileNetV2-0.5',
  'MobileNetV2-0.75',
  'MobileNetV2-1.3',
  'MobileNetV2-1.4',
  'ResNet50',
  'VGG16',
  'Pocket',
] as const
export type BackboneName = (typeof backboneNames)[number]

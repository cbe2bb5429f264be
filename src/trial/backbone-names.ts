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

/** What a recipe can name: these, or a TensorFlow.js layers model of the user's own, whose file is in `weights`. */
export const recipeBackbones = [...backboneNames, 'LayersModel'] as const
export type RecipeBackbone = (typeof recipeBackbones)[number]

/** How pixels 0…255 become a network's input; `backbones/preprocess.ts` has the numbers. */
export const preprocessingNames = ['tf', 'torch', 'caffe', 'unit', 'raw'] as const

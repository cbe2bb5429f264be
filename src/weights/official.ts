import type { BackboneName } from '../trial/backbone-names.ts'

/** A file of ImageNet weights without the top, as Keras publishes it. */
export interface OfficialFile {
  readonly backbone: BackboneName
  /** Side of the images that it was trained with, and so the input size that it is for. */
  readonly size: number
  readonly name: string
  readonly url: string
  /** Undefined: not published. */
  readonly bytes?: number
  /** Undefined: not published. */
  readonly hash?: PublishedHash
}

interface PublishedHash {
  readonly algorithm: 'md5' | 'sha256'
  readonly hex: string
}

/** ImageNet-1k accuracy in percent. */
export interface Accuracy {
  readonly top1: number
  readonly top5?: number
}

interface Published {
  /** Folder and name; the side of the images is put in for `{size}`. */
  readonly path: string
  /** Sides for which a file exists, the default first. */
  readonly sizes: readonly number[]
  readonly bytes?: number
  readonly md5?: string
  readonly sha256?: string
  readonly top1: number
  readonly top5?: number
}

const bucket = 'https://storage.googleapis.com/'
const root = 'tensorflow/keras-applications'

/** Keras publishes neither hashes nor, for most of them, lengths of these. Width as Keras prints it: 1.0, not 1. */
function mobileNetV2(width: string, top1: number, sizes: readonly number[], bytes?: number): Published {
  const name = `mobilenet_v2_weights_tf_dim_ordering_tf_kernels_${width}_{size}_no_top.h5`
  return { path: `${root}/mobilenet_v2/${name}`, sizes, top1, ...(bytes !== undefined && { bytes }) }
}

function mobileNetV3(kind: string, md5: string, top1: number, bytes?: number): Published {
  const path = `${root}/mobilenet_v3/weights_mobilenet_v3_${kind}_float_no_top_v2.h5`
  return { path, sizes: [224], md5, top1, ...(bytes !== undefined && { bytes }) }
}

const manySizes = [224, 192, 160, 128, 96]

/**
 * Addresses, hashes and lengths: keras/src/applications/*.py (https://github.com/keras-team/keras) and the tables of
 * https://keras.io/api/applications. The backbone whose weights are in the box has none.
 */
const published: Readonly<Record<Exclude<BackboneName, 'Pocket'>, Published>> = {
  MobileNetV2: mobileNetV2('1.0', 71.8, manySizes, 9_406_464),
  'MobileNetV2-0.35': mobileNetV2('0.35', 60.3, manySizes, 2_019_640),
  'MobileNetV2-0.5': mobileNetV2('0.5', 65.4, manySizes),
  'MobileNetV2-0.75': mobileNetV2('0.75', 69.8, manySizes),
  'MobileNetV2-1.3': mobileNetV2('1.3', 74.4, [224]),
  'MobileNetV2-1.4': mobileNetV2('1.4', 75, [224]),
  ResNet50: {
    path: `${root}/resnet/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5`,
    sizes: [224],
    bytes: 94_765_736,
    md5: '4d473c1dd8becc155b73f8504c6f6626',
    top1: 74.9,
    top5: 92.1,
  },
  VGG16: {
    path: `${root}/vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5`,
    sizes: [224],
    bytes: 58_889_256,
    md5: '6d6bbae143d832006294945121d1f1fc',
    top1: 71.3,
    top5: 90.1,
  },
  InceptionV3: {
    path: `${root}/inception_v3/inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5`,
    sizes: [299],
    bytes: 87_910_968,
    md5: 'bcbd6486424b2319ff4ef7d526e38f63',
    top1: 77.9,
    top5: 93.7,
  },
  InceptionResNetV2: {
    path: `${root}/inception_resnet_v2/inception_resnet_v2_weights_tf_dim_ordering_tf_kernels_notop.h5`,
    sizes: [299],
    bytes: 219_055_592,
    md5: 'd19885ff4a710c122648d3b5c3b684e4',
    top1: 80.3,
    top5: 95.3,
  },
  // Another folder than all the others: no /tensorflow.
  EfficientNetB0: {
    path: 'keras-applications/efficientnetb0_notop.h5',
    sizes: [224],
    bytes: 16_705_208,
    md5: '50bc09e76180e00e4465e1a485ddc09d',
    top1: 77.1,
    top5: 93.3,
  },
  MobileNetV3Large: mobileNetV3('large_224_1.0', '07fb09a5933dd0c8eaafa16978110389', 75.6, 12_683_000),
  'MobileNetV3Large-0.75': mobileNetV3('large_224_0.75', '40af19a13ebea4e2ee0c676887f69a2e', 73.3),
  MobileNetV3Small: mobileNetV3('small_224_1.0', 'd3e8ec802a04aa4fc771ee12a9a9b836', 68.1, 4_334_752),
  'MobileNetV3Small-0.75': mobileNetV3('small_224_0.75', 'ebdb5cc8e0b497cd13a7c275d475c819', 65.4),
  DenseNet121: {
    path: `${root}/densenet/densenet121_weights_tf_dim_ordering_tf_kernels_notop.h5`,
    sizes: [224],
    bytes: 29_084_464,
    md5: '30ee3e1110167f948a6b9946edeeb738',
    top1: 75,
    top5: 92.3,
  },
  ConvNeXtTiny: {
    path: `${root}/convnext/convnext_tiny_notop.h5`,
    sizes: [224],
    bytes: 111_650_432,
    sha256: 'd547c096cabd03329d7be5562c5e14798aa39ed24b474157cef5e85ab9e49ef1',
    top1: 82.1,
  },
}

/**
 * The file for an input size. Only MobileNetV2 has one for each of several sizes; for any other size Keras takes the
 * one for 224, and so do we. Undefined: this backbone never had ImageNet weights.
 */
export function officialFile(backbone: BackboneName, size?: number): OfficialFile | undefined {
  if (backbone === 'Pocket') return undefined
  const { sizes, path, bytes, md5, sha256 } = published[backbone]
  const [usual = 224] = sizes
  const side = size !== undefined && sizes.includes(size) ? size : usual
  const place = path.replace('{size}', String(side))
  return {
    backbone,
    size: side,
    name: place.slice(place.lastIndexOf('/') + 1),
    url: `${bucket}${place}`,
    // What is known of the length is known of the default size.
    ...(bytes !== undefined && side === usual && { bytes }),
    ...(md5 !== undefined && { hash: { algorithm: 'md5', hex: md5 } }),
    ...(sha256 !== undefined && { hash: { algorithm: 'sha256', hex: sha256 } }),
  }
}

/** All files of a backbone, the default size first. */
export function officialFiles(backbone: BackboneName): OfficialFile[] {
  const sizes = backbone === 'Pocket' ? [] : published[backbone].sizes
  return sizes.flatMap(size => officialFile(backbone, size) ?? [])
}

/** Of the whole network with the official weights, at its default size. */
export function publishedAccuracy(backbone: BackboneName): Accuracy | undefined {
  if (backbone === 'Pocket') return undefined
  const { top1, top5 } = published[backbone]
  return { top1, ...(top5 !== undefined && { top5 }) }
}

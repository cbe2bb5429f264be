import type { EngineName } from '../../trial/engine-names.ts'
import { averagePoolGradient } from './average-pool-gradient.ts'
import { convFilterGradient } from './conv-filter-gradient.ts'
import { batchNormOnHeap } from './heap/batch-norm.ts'
import { convFilterGradientOnHeap } from './heap/conv-filter-gradient.ts'
import { convInputGradientOnHeap } from './heap/conv-input-gradient.ts'
import { convolutionOnHeap, fusedConvolutionOnHeap } from './heap/convolution.ts'
import {
  depthwiseConvolutionOnHeap,
  depthwiseFilterGradientOnHeap,
  depthwiseInputGradientOnHeap,
  fusedDepthwiseConvolutionOnHeap,
} from './heap/depthwise.ts'
import { meanOnHeap, sumOnHeap } from './heap/sums.ts'
import type { Kernel } from './kernel.ts'
import { fusedMatrixProduct, matrixProduct } from './matrix-product.ts'
import { maxPoolGradient } from './max-pool-gradient.ts'
import { filterGradientPadFirst, inputGradientPadFirst } from './pad-first.ts'
import { segmentSum } from './segment-sum.ts'
import { slice } from './slice.ts'

/** The kernels that each engine lacks, or has wrong or slow. A new one is a file here and a line in this list. */
export const kernelsOf = {
  tensorflow: [
    filterGradientPadFirst('Conv2DBackpropFilter'),
    filterGradientPadFirst('DepthwiseConv2dNativeBackpropFilter'),
    inputGradientPadFirst('Conv2DBackpropInput'),
    inputGradientPadFirst('DepthwiseConv2dNativeBackpropInput'),
  ],
  webgpu: [averagePoolGradient, convFilterGradient],
  wasm: [
    averagePoolGradient,
    batchNormOnHeap,
    convFilterGradientOnHeap,
    convInputGradientOnHeap,
    convolutionOnHeap,
    depthwiseConvolutionOnHeap,
    depthwiseFilterGradientOnHeap,
    depthwiseInputGradientOnHeap,
    fusedConvolutionOnHeap,
    fusedDepthwiseConvolutionOnHeap,
    fusedMatrixProduct,
    matrixProduct,
    maxPoolGradient,
    meanOnHeap,
    segmentSum,
    slice,
    sumOnHeap,
  ],
} as const satisfies Record<EngineName, readonly Kernel[]>

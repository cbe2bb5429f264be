import type { LoadedBackbone } from '../../weights/loaded.ts'
import type { Output } from '../output.ts'
import type { View } from '../view.ts'

/** A chunk of images to run through the frozen prefix; the rows of each output go into its shared buffer. */
export interface Chunk {
  readonly backbone: LoadedBackbone
  /** Images, or the chunk's rows at the cut `from`. */
  readonly input: Uint8Array | Float32Array | Uint16Array
  readonly size: number
  readonly from?: string
  /** In the order of the graph. */
  readonly outputs: readonly Output[]
  /** As float16 where it is a Uint16Array. */
  readonly into: readonly (Float32Array | Uint16Array)[]
  /** Change the images first; `first` is the number of the chunk's first image. */
  readonly view?: View
  readonly first?: number
}

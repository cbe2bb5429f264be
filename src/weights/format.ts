import { formatBytes } from '../text/format.ts'
import { fromNetwork, fromTorch } from './conversions.ts'
import { hdf5LengthOf } from './hdf5-length.ts'
import { cutShort, WeightProblem } from './stored.ts'
import { textProblem } from './text-file.ts'

const readable = 'Weights are read from .h5, .keras and .safetensors files.'

/** What a weight file really is, by its first bytes; its name may say anything. `file` is for advice. */
export function formatOf(bytes: Uint8Array, file: string): 'h5' | 'safetensors' | 'zip' {
  if (bytes.length === 0) throw new WeightProblem('it is empty', { next: 'Download or export it again.' })
  if (startsWith(bytes, [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a])) {
    const length = hdf5LengthOf(bytes)
    if (length !== undefined && bytes.length < length) throw cutShort(bytes.length, length)
    return 'h5'
  }
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04])) return 'zip'
  if (bytes[8] === 0x7b && !isText(bytes)) return 'safetensors'
  if (isPickle(bytes))
    // A pickle may run any program when it is opened, so none is.
    throw isTorchPickle(bytes)
      ? new WeightProblem('it is a Python pickle (.pth, .pt), which is not read', { next: fromTorch(file) })
      : new WeightProblem('it is a Python pickle, which is not read, and PyTorch did not write it', {
          next: 'Save the weights as safetensors with the program that wrote it: safetensors.numpy.save_file(arrays_by_name, "weights.safetensors").',
        })
  const foreign = foreignFormats.find(({ is }) => is(bytes))
  if (foreign !== undefined)
    throw new WeightProblem(`it is ${foreign.what}, which is not read`, { next: foreign.next })
  if (isText(bytes)) throw textProblem(Buffer.from(bytes.subarray(0, 4096)).toString('utf8'), file)
  if (bytes.every(byte => byte === 0))
    throw new WeightProblem(`it is ${formatBytes(bytes.length)} of zeros`, {
      next: 'A download has made room for it and not filled it: download it again.',
    })
  throw new WeightProblem('it is neither HDF5 nor safetensors nor a .keras archive', { next: readable })
}

interface ForeignFormat {
  readonly what: string
  readonly is: (bytes: Uint8Array) => boolean
  readonly next: string
}

const packed = 'Unpack it and name the file that was in it.'

/** Files that are brought as weights, by their first bytes. */
const foreignFormats: readonly ForeignFormat[] = [
  { what: 'a GGUF file', is: holds('GGUF', 0), next: fromNetwork },
  { what: 'a TensorFlow Lite model', is: holds('TFL3', 4), next: fromNetwork },
  { what: 'a TensorFlow checkpoint or SavedModel', is: isTensorFlow, next: fromNetwork },
  { what: 'an ONNX model', is: isOnnx, next: fromNetwork },
  { what: 'a NumPy array', is: holds('\x93NUMPY', 0), next: readable },
  { what: 'a tar archive', is: holds('ustar', 257), next: packed },
  { what: 'packed with gzip', is: holds('\x1f\x8b', 0), next: packed },
  { what: 'packed with xz', is: holds('\xfd7zXZ\0', 0), next: packed },
  { what: 'packed with zstd', is: holds('\x28\xb5\x2f\xfd', 0), next: packed },
  { what: 'a 7z archive', is: holds("7z\xbc\xaf'\x1c", 0), next: packed },
  { what: 'a JPEG image', is: holds('\xff\xd8\xff', 0), next: readable },
  { what: 'a PNG image', is: holds('\x89PNG', 0), next: readable },
]

function holds(text: string, at: number): (bytes: Uint8Array) => boolean {
  const signature = [...Buffer.from(text, 'latin1')]
  return bytes => startsWith(bytes.subarray(at), signature)
}

/** Protobuf with the version of the format first and the name of the writer next. */
function isOnnx(bytes: Uint8Array): boolean {
  return (
    bytes[0] === 0x08 && bytes[1] !== undefined && bytes[1] < 32 && [0x12, 0x3a, 0x42].includes(bytes[2] ?? 0)
  )
}

/** A SavedModel begins with its schema's version, a checkpoint's index ends like a LevelDB table. */
function isTensorFlow(bytes: Uint8Array): boolean {
  const isSavedModel = startsWith(bytes, [0x08, 0x01, 0x12]) && includesText(bytes, 'saved_model')
  return isSavedModel || startsWith(bytes.subarray(-8), [0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb])
}

const includesText = ({ buffer, byteOffset, length }: Uint8Array, text: string) =>
  Buffer.from(buffer, byteOffset, length).includes(text)

/** With a protocol's number, or a zip's of old torch. */
const isPickle = (bytes: Uint8Array) => bytes[0] === 0x80 && (bytes[1] ?? 0) <= 5

/** As PyTorch wrote before 1.6: its own number first. */
const isTorchPickle = (bytes: Uint8Array) =>
  startsWith(bytes.subarray(2), [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19])

const isText = (bytes: Uint8Array) =>
  bytes.subarray(0, 512).every(byte => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d)

const startsWith = (bytes: Uint8Array, start: readonly number[]) =>
  start.every((byte, i) => bytes[i] === byte)

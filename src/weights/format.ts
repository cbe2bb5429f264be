import { WeightProblem } from './stored.ts'

/** What a weight file really is, by its first bytes; its name may say anything. */
export function formatOf(bytes: Uint8Array): 'h5' | 'safetensors' | 'zip' {
  if (bytes.length === 0) throw new WeightProblem('it is empty', { next: 'Download or export it again.' })
  if (startsWith(bytes, [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a])) return 'h5'
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04])) return 'zip'
  if (bytes[8] === 0x7b) return 'safetensors'
  // A pickle may run any program when it is opened, so none is.
  if (bytes[0] === 0x80)
    throw new WeightProblem('it is a Python pickle (.pth, .pt), which is not read', {
      next: 'Convert it: safetensors.torch.save_file(torch.load(file, weights_only=True), "weights.safetensors").',
    })
  const isText = bytes
    .subarray(0, 512)
    .every(byte => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d)
  throw new WeightProblem(
    isText ? 'it is a text, not weights' : 'it is neither HDF5 nor safetensors nor a .keras archive',
    {
      next: isText
        ? 'Perhaps a web page was saved in its place, or a Git LFS pointer: download it again.'
        : 'Weights are read from .h5, .keras and .safetensors files.',
    },
  )
}

const startsWith = (bytes: Uint8Array, start: readonly number[]) =>
  start.every((byte, i) => bytes[i] === byte)

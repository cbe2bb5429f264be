import { encodeModule } from './encoding.ts'
import { f32x4, relaxedMultiplyAdd } from './vectors.ts'

const zero = f32x4.spread(0)
const drop = 0x1a
const knows = ({ code }: { readonly code: readonly number[] }) =>
  WebAssembly.validate(encodeModule([{ name: 'probe', parameters: [], locals: [], code: [...code, drop] }]))

/** What this Node.js' WebAssembly knows: `relaxed` since 22. */
export const support = {
  simd: knows(zero),
  relaxed: knows(relaxedMultiplyAdd(zero, zero, zero)),
} as const

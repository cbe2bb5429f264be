import { type FunctionBody, signed, type Type, unsigned } from '../../engine/simd/encoding.ts'

/** The instructions that the kernels need; operands are code that leaves its value on the stack. */
export type Code = readonly (number | Code)[]

/** A function without a result; parameters are locals 0, 1, … and the other locals follow them. */
export interface Kernel {
  readonly name: string
  readonly parameters: readonly Type[]
  readonly locals: readonly Type[]
  readonly body: Code
}

export function functionOf({ body, ...rest }: Kernel): FunctionBody {
  return { ...rest, code: flatten(body) }
}

function flatten(code: Code): number[] {
  const bytes: number[] = []
  const visit = (part: number | Code) => {
    if (typeof part === 'number') bytes.push(part)
    else part.forEach(visit)
  }
  visit(code)
  return bytes
}

const simd = (operation: number) => [0xfd, unsigned(operation)]
const binary = (operation: number) => (a: Code, b: Code) => [a, b, simd(operation)]
const shift = (operation: number) => (a: Code, bits: number) => [a, i32(bits), simd(operation)]

export const i32 = (value: number): Code => [0x41, signed(value)]
export const get = (local: number): Code => [0x20, unsigned(local)]
export const set = (local: number, value: Code): Code => [value, 0x21, unsigned(local)]
export const addI32 = (a: Code, b: Code): Code => [a, b, 0x6a]
/** local ← local + bytes */
export const advance = (local: number, bytes: number): Code => set(local, addI32(get(local), i32(bytes)))
/** Runs the body until the address in one local reaches that in the other; at least once. */
export const until = (address: number, end: number, body: Code): Code => [
  [0x03, 0x40, body],
  [get(address), get(end), 0x49, 0x0d, 0, 0x0b],
]
export const storeF32 = (address: Code, value: Code): Code => [address, value, 0x38, 2, 0]
export const addF32 = (a: Code, b: Code): Code => [a, b, 0x92]

const zeros = Array.from({ length: 16 }, () => 0)
export const zero: Code = [simd(0x0c), zeros]
export const load = (address: Code, offset = 0): Code => [address, simd(0x00), 2, unsigned(offset)]
export const loadSplat = (address: Code, offset = 0): Code => [address, simd(0x09), 2, unsigned(offset)]
export const store = (address: Code, value: Code, offset = 0): Code => [
  address,
  value,
  simd(0x0b),
  2,
  unsigned(offset),
]
/** All four lanes the scalar. */
export const splatF32 = (value: Code): Code => [value, simd(0x13)]
export const splatI32 = (value: Code): Code => [value, simd(0x11)]
export const lane = (value: Code, index: number): Code => [value, simd(0x1f), index]

export const f32x4 = {
  add: binary(0xe4),
  sub: binary(0xe5),
  mul: binary(0xe6),
  div: binary(0xe7),
  lessThan: binary(0x43),
  sqrt: (a: Code): Code => [a, simd(0xe3)],
}
export const i32x4 = {
  mul: binary(0xb5),
  atLeast: binary(0x3f),
  shiftLeft: shift(0xab),
  shiftRight: shift(0xad),
}
export const and = binary(0x4e)
export const xor = binary(0x51)

import { type Bytes, float, signed, type Type, unsigned } from './encoding.ts'

/** Instructions that leave one value of a type. */
export interface Value<T extends Type = Type> {
  readonly type: T
  readonly code: Bytes
}

/** Instructions that leave nothing. */
export type Statement = Bytes

/** A parameter or local variable. Reading is using it as a value. */
export interface Variable<T extends Type = Type> extends Value<T> {
  readonly index: number
}

type I32 = Value<'i32'> | number

/** The encoded instructions that leave it, one after the other. */
export const value = <T extends Type>(type: T, ...parts: Bytes[]): Value<T> => ({
  type,
  code: parts.flat(),
})
export const i32 = (x: I32): Value<'i32'> => (typeof x === 'number' ? value('i32', [0x41], signed(x)) : x)
const integer =
  (opcode: number) =>
  (a: I32, b: I32): Value<'i32'> =>
    value('i32', i32(a).code, i32(b).code, [opcode])

/** Arithmetic on addresses, counts and places: 32 bits, signed. */
export const add = integer(0x6a)
export const subtract = integer(0x6b)
export const multiply = integer(0x6c)
/** Towards zero. */
export const divide = integer(0x6d)
export const isLess = integer(0x48)
export const differs = integer(0x47)
export const isAtLeast = integer(0x4e)
export const smaller = (a: Value<'i32'>, b: I32) => select(a, i32(b), isLess(a, b))
export const larger = (a: Value<'i32'>, b: I32) => select(a, i32(b), isLess(b, a))

function select<T extends Type>(yes: Value<T>, no: Value<T>, condition: Value<'i32'>): Value<T> {
  return value(yes.type, yes.code, no.code, condition.code, [0x1b])
}

export const set = <T extends Type>(target: Variable<T>, to: NoInfer<Value<T>> | number): Statement => [
  ...(typeof to === 'number' ? (target.type === 'i32' ? i32(to) : f32(to)) : to).code,
  0x21,
  ...unsigned(target.index),
]

export const increase = (target: Variable<'i32'>, by: I32): Statement => set(target, add(target, by))

export const f32 = (x: Value<'f32'> | number): Value<'f32'> =>
  typeof x === 'number' ? value('f32', [0x43], float(x)) : x

/** Runs the body while the condition holds, which is asked before each turn. */
export function repeatWhile(condition: Value<'i32'>, ...body: Statement[]): Statement {
  const empty = 0x40
  const loop = [0x03, empty, ...body.flat(), ...condition.code, 0x0d, 0, 0x0b]
  return [...condition.code, 0x04, empty, ...loop, 0x0b]
}

/** Runs the body until one address reaches the other; at least once. */
export function repeatUntil(address: Value<'i32'>, end: Value<'i32'>, ...body: Statement[]): Statement {
  return [0x03, 0x40, ...body.flat(), ...address.code, ...end.code, 0x49, 0x0d, 0, 0x0b]
}

/** One of two. */
export function choose(condition: Value<'i32'>, yes: Statement[], no: Statement[] = []): Statement {
  return [...condition.code, 0x04, 0x40, ...yes.flat(), 0x05, ...no.flat(), 0x0b]
}

/** Counts from `from` up to, not including, `to`. */
export function repeat(counter: Variable<'i32'>, from: I32, to: I32, ...body: Statement[]): Statement {
  return [...set(counter, i32(from)), ...repeatWhile(isLess(counter, to), ...body, increase(counter, 1))]
}

/** Reads one number of each cache line in order, which the processor foresees, before they are read in another. */
export function readAhead(counter: Variable<'i32'>, address: Value<'i32'>, bytes: Value<'i32'>): Statement {
  const [load, drop] = [[0x2a, 2, 0], 0x1a]
  return [
    ...set(counter, 0),
    ...repeatWhile(
      isLess(counter, bytes),
      [...add(address, counter).code, ...load, drop],
      increase(counter, 64),
    ),
  ]
}

/** The integer at an address. */
export const loadInteger = (address: Value<'i32'>, offset = 0): Value<'i32'> =>
  value('i32', address.code, [0x28, 2], unsigned(offset))

/** Sets `count` bytes from an address on. */
export const fill = (address: I32, byte: I32, count: I32): Statement => [
  ...i32(address).code,
  ...i32(byte).code,
  ...i32(count).code,
  ...[0xfc, 0x0b, 0x00],
]

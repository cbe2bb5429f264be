import type { Axis, Geometry } from '../kernels/geometry.ts'
import type { Statement, Value } from './code.ts'
import { add, divide, larger, multiply, set, smaller, subtract } from './code.ts'
import type { Local } from './routine.ts'

const axisNames = ['size', 'window', 'out', 'stride', 'dilation', 'before'] as const
type AxisName = (typeof axisNames)[number]
type Side = 'rows' | 'columns'
type WindowName = `${Side}_${AxisName}`

/** Where windows lie on an image, as a routine's parameters. */
export const windowParameters = windowRecord((): 'i32' => 'i32')

/** The arguments for them. */
export const windowArguments = ([rows, columns]: Geometry): Record<WindowName, number> =>
  windowRecord((side, name) => (side === 'rows' ? rows : columns)[name])

function windowRecord<T>(of: (side: Side, name: AxisName) => T): Record<WindowName, T> {
  const entries = (['rows', 'columns'] as const).flatMap(side =>
    axisNames.map(name => [`${side}_${name}`, of(side, name)]),
  )
  return Object.fromEntries(entries) as Record<WindowName, T>
}

/** One axis of the window, inside a routine. */
export function axisOf(given: Record<WindowName, Value<'i32'>>, side: Side): Record<AxisName, Value<'i32'>> {
  const entries = axisNames.map(name => [name, given[`${side}_${name}`]])
  return Object.fromEntries(entries) as Record<keyof Axis, Value<'i32'>>
}

/** The outputs along an axis whose window has a cell of the image, not padding, under its tap `k`. */
export interface Covered {
  /** Computes the others for the present `k`. */
  readonly find: Statement
  readonly first: Value<'i32'>
  /** One after the last. */
  readonly end: Value<'i32'>
  /** The cell that output `o` has there. */
  cell(o: Value<'i32'>): Value<'i32'>
}

export function outputsUnder(
  k: Value<'i32'>,
  { size, out, stride, dilation, before }: Record<AxisName, Value<'i32'>>,
  local: Local,
): Covered {
  const [first, end, lead] = [local('i32'), local('i32'), local('i32')]
  const find = [
    set(lead, subtract(multiply(k, dilation), before)),
    set(first, larger(divide(subtract(subtract(stride, 1), lead), stride), 0)),
    set(end, smaller(divide(add(subtract(subtract(size, 1), lead), stride), stride), out)),
  ].flat()
  return { find, first, end, cell: o => add(multiply(o, stride), lead) }
}

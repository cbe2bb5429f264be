import type { Statement, Variable } from './code.ts'
import { encodeModule, type FunctionBody, type Type, unsigned } from './encoding.ts'

type Parameters = Readonly<Record<string, Type>>
type Arguments<P extends Parameters> = { readonly [Name in keyof P]: number }
/** The parameters inside a routine's body. */
export type Given<P extends Parameters> = { readonly [Name in keyof P]: Variable<P[Name]> }

/** Makes a new local variable, 0 at first. */
export type Local = <T extends Type>(type: T) => Variable<T>

/** A function on a WebAssembly memory, compiled when it is first called on one. */
export type Routine<P extends Parameters> = (memory: WebAssembly.Memory, given: Arguments<P>) => void

/** `build` writes the body once: statements over the parameters and local variables. */
export function routine<const P extends Parameters>(
  name: string,
  parameters: P,
  build: (given: Given<P>, local: Local) => readonly Statement[],
): Routine<P> {
  const names = Object.keys(parameters)
  const compiled = new WeakMap<WebAssembly.Memory, (...values: number[]) => void>()
  let module: WebAssembly.Module | undefined
  const instantiate = (memory: WebAssembly.Memory) => {
    module ??= new WebAssembly.Module(encodeModule([functionOf(name, parameters, build)]))
    const { exports } = new WebAssembly.Instance(module, { host: { memory } })
    const run = new Map(Object.entries(exports)).get(name)
    if (typeof run !== 'function') throw new TypeError(`${name} was not exported`)
    compiled.set(memory, run)
    return run
  }
  return (memory, given) => {
    const run = compiled.get(memory) ?? instantiate(memory)
    run(...names.map(key => given[key] ?? 0))
  }
}

/** A function without a result: of a module of its own in a `routine`, or one of several. */
export function functionOf<const P extends Parameters>(
  name: string,
  parameters: P,
  build: (given: Given<P>, local: Local) => readonly Statement[],
): FunctionBody {
  const types = Object.values(parameters)
  const locals: Type[] = []
  const variable = <T extends Type>(type: T, index: number): Variable<T> => ({
    type,
    index,
    code: [0x20, ...unsigned(index)],
  })
  const local: Local = type => variable(type, types.length + locals.push(type) - 1)
  const entries = Object.entries(parameters).map(([key, type], index) => [key, variable(type, index)])
  const code = build(Object.fromEntries(entries) as Given<P>, local).flat()
  return { name, parameters: types, locals, code }
}

import type { BackboneName } from '../../trial/backbone-names.ts'
import type { EngineName } from '../../trial/engine-names.ts'
import type { Effort } from './repeat.ts'

/** What to measure on one engine. */
export interface BenchRequest {
  readonly engine: EngineName
  /** Threads inside one operation, where the engine has them. */
  readonly threads: number
  readonly batch: number
  readonly effort: Effort
  readonly backbones: readonly BackboneName[]
}

/** 10⁹ useful operations a second. */
export interface LayerSpeed {
  readonly forward: number
  /** Forward, gradient by the input and gradient by the kernel: three times the operations. */
  readonly training: number
}

/** One layer or one backbone on one engine. */
export type Measured =
  | ({ readonly kind: 'layer'; readonly name: string } & LayerSpeed)
  | {
      readonly kind: 'backbone'
      readonly name: string
      readonly size: number
      readonly imagesPerSecond: number
    }
  /** Too much for this engine: out of memory, mostly. */
  | { readonly kind: 'failed'; readonly name: string; readonly reason: string }

/** A speed and its share of the fastest engine's: 1 is the fastest. */
interface Rated {
  readonly value: number
  readonly ratio: number
}

type ByEngine<T> = { readonly [Name in EngineName]?: T }

/** The engines side by side. */
export interface Comparison {
  /** GFLOP/s. */
  readonly layers: readonly { name: string; forward: ByEngine<Rated>; training: ByEngine<Rated> }[]
  readonly backbones: readonly { name: string; size: number; imagesPerSecond: ByEngine<Rated> }[]
  readonly failed: readonly { engine: EngineName; name: string; reason: string }[]
}

export function compareEngines(results: ReadonlyMap<EngineName, readonly Measured[]>): Comparison {
  const all = [...results].flatMap(([engine, measured]) => measured.map(row => ({ engine, ...row })))
  const layers = all.filter(row => row.kind === 'layer')
  const backbones = all.filter(row => row.kind === 'backbone')
  return {
    layers: namesOf(layers).map(name => {
      const rows = layers.filter(row => row.name === name)
      const rated = (of: 'forward' | 'training') => rate(rows.map(row => [row.engine, row[of]]))
      return { name, forward: rated('forward'), training: rated('training') }
    }),
    backbones: namesOf(backbones).map(name => {
      const rows = backbones.filter(row => row.name === name)
      const imagesPerSecond = rate(rows.map(row => [row.engine, row.imagesPerSecond]))
      return { name, size: rows[0]?.size ?? 0, imagesPerSecond }
    }),
    failed: all.flatMap(row =>
      row.kind === 'failed' ? [{ engine: row.engine, name: row.name, reason: row.reason }] : [],
    ),
  }
}

const namesOf = (rows: readonly { name: string }[]) => [...new Set(rows.map(({ name }) => name))]

function rate(values: readonly [EngineName, number][]): ByEngine<Rated> {
  const highest = Math.max(...values.map(([, value]) => value))
  return Object.fromEntries(values.map(([engine, value]) => [engine, { value, ratio: value / highest }]))
}

import type { BenchRequest, Measured } from '../../engine/bench/results.ts'

export type ToBench = { readonly type: 'bench'; readonly request: BenchRequest } | { readonly type: 'close' }

export type FromBench =
  | { readonly type: 'measuring'; readonly name: string }
  | { readonly type: 'measured'; readonly measured: Measured }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly message: string }

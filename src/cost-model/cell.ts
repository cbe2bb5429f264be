/** What kind of work takes time; each is compared to a guess of its own. */
export const workKinds = [
  'plainHead',
  'head',
  'fineTune',
  'pass',
  'opening',
  'overhead',
  'headOverhead',
] as const
type WorkKind = (typeof workKinds)[number]

/**
 * Work that is expected to miss its guess by the same factor. `plainHead`: linear, on kept features; `head`: any other
 * with a frozen backbone; `pass`: all images through frozen layers; `opening`: engines started, images decoded;
 * `overhead`: the workers' time for each second of training, where plain heads take most of it `headOverhead`.
 */
export interface Cell {
  readonly kind: WorkKind
  readonly workers: number
  readonly backbone?: string
  /** Unfrozen blocks. */
  readonly depth?: number
  readonly batch?: number
}

/** An unknown logarithm of a factor that several cells share, and how far it is expected to be from 0. */
export interface Effect {
  readonly name: string
  readonly deviation: number
}

/**
 * Why work takes longer or shorter than guessed, from the general to the particular. What one backbone shows of the
 * machine is thereby known of all others. The deviations are logarithms: 1 is a factor of 2.7 either way.
 */
export function effectsOf({ kind, workers, backbone, depth, batch }: Cell): Effect[] {
  const isRatio = kind === 'overhead' || kind === 'headOverhead'
  const effects: Effect[] = [{ name: kind, deviation: isRatio ? 0.3 : 0.5 }]
  if (!isRatio) effects.push({ name: 'machine', deviation: 1 })
  effects.push({ name: `${isRatio ? kind : ''} ${workers} workers`, deviation: 0.2 })
  if (backbone !== undefined) effects.push({ name: `${kind} ${backbone}`, deviation: 0.3 })
  if (depth !== undefined) effects.push({ name: `${kind} ${backbone} ${depth}`, deviation: 0.2 })
  if (batch !== undefined) effects.push({ name: `${kind} batch ${batch}`, deviation: 0.2 })
  return effects
}

/** A batch size's neighbourhood: the nearest power of two. */
export const roundBatch = (batchSize: number): number => 2 ** Math.round(Math.log2(batchSize))

/** `fineTune/2/MobileNetV2/1/16`: what a cell is called in a file. */
export const keyOf = ({ kind, workers, backbone, depth, batch }: Cell): string =>
  [kind, workers, backbone, depth, batch].map(part => part ?? '').join('/')

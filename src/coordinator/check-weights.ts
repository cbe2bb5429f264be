import { fromPlain, type PlainUserError, toPlain, UserError } from '../base/errors.ts'
import type { Progress } from '../base/progress.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { pairKey, type WeightPair } from '../sweep/weight-pair.ts'
import { weightPairsOf } from '../sweep/weight-pairs.ts'
import { addressOf } from '../weights/cache.ts'
import { type CheckOptions, checkWeightFiles, type FileToCheck, type Fit } from '../weights/check.ts'
import { type EnsureOptions, ensureOfficialWeights, findOfficialWeights } from '../weights/ensure.ts'
import { officialFile } from '../weights/official.ts'
import { recallVerdicts, rememberVerdicts } from '../weights/remembered.ts'
import { checkWeightSource } from '../weights/resolve.ts'
import { fileOf } from '../weights/source.ts'

/** What is known of a backbone's weights before anything is decoded. */
export type WeightState =
  /** Nothing to look at: random or bundled. */
  | { readonly is: 'built in' }
  /** A file that was opened: it fits. */
  | { readonly is: 'fits'; readonly fit: Fit }
  /** The official file, checked by its hash. */
  | { readonly is: 'here'; readonly place: string }
  /** The official file is to be fetched. */
  | { readonly is: 'to be fetched'; readonly bytes: number | null; readonly address: string }
  | { readonly is: 'unusable'; readonly error: PlainUserError }

export interface CheckedPair extends WeightPair {
  readonly state: WeightState
}

export interface CheckWishes {
  readonly onProgress?: (progress: Progress) => void
  readonly signal?: AbortSignal | undefined
}

/** Looks at all weights that a trial of this sweep could ask for; every file is opened once, nothing is fetched. */
export async function checkWeights(sweep: Sweep, wishes: CheckWishes = {}): Promise<CheckedPair[]> {
  const size = sweep.data.imageSize
  const checked: CheckedPair[] = []
  const files = new Map<string, FileToCheck>()
  for (const pair of weightPairsOf(sweep)) {
    const state = await stateOf(pair, size, wishes)
    checked.push({ ...pair, state: state ?? { is: 'built in' } })
    const file = fileOf(pair.source)
    if (state !== undefined || file === undefined) continue
    files.set(file, { file, pairs: [...(files.get(file)?.pairs ?? []), { ...pair, size }] })
  }
  const verdicts = await verdictsOn([...files.values()], wishes)
  return checked.map(pair => ({ ...pair, state: verdicts.get(pairKey(pair)) ?? pair.state }))
}

/** Without opening anything; undefined: that is not enough, or there is nothing to look at. */
async function stateOf(
  { backbone, source }: WeightPair,
  size: number,
  { signal }: CheckWishes,
): Promise<WeightState | undefined> {
  try {
    await checkWeightSource(source, backbone)
    const official =
      source !== 'imagenet' || backbone === 'LayersModel' ? undefined : officialFile(backbone, size)
    if (official === undefined) return undefined
    const { place, isHere } = await findOfficialWeights(official, { signal })
    if (isHere) return { is: 'here', place }
    return { is: 'to be fetched', bytes: official.bytes ?? null, address: addressOf(official) }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { is: 'unusable', error: toPlain(error) }
  }
}

/** From earlier checks where the files are still the same. */
async function verdictsOn(
  files: readonly FileToCheck[],
  { onProgress, signal }: CheckWishes,
): Promise<Map<string, WeightState>> {
  const recalled = await Promise.all(files.map(recallVerdicts))
  const unknown = files.filter((_, i) => recalled[i] === undefined)
  const options: CheckOptions = {
    signal,
    onChecked: done => onProgress?.({ label: 'checking weight files', done, total: unknown.length }),
  }
  const fresh = await checkWeightFiles(unknown, options)
  await Promise.all(unknown.map((file, i) => rememberVerdicts(file, fresh[i] ?? [])))
  const states = new Map<string, WeightState>()
  for (const [i, file] of files.entries()) {
    const verdicts = recalled[i] ?? fresh[unknown.indexOf(file)] ?? []
    for (const [j, pair] of file.pairs.entries()) {
      const verdict = verdicts[j]
      if (verdict === undefined) continue
      const state: WeightState = verdict.fits
        ? { is: 'fits', fit: verdict }
        : { is: 'unusable', error: verdict.error }
      states.set(pairKey(pair), state)
    }
  }
  return states
}

/** Downloads the official files that are not here; what cannot be had is of no use, and the others are. */
export async function fetchWeights(
  checked: readonly CheckedPair[],
  size: number,
  options: EnsureOptions = {},
): Promise<CheckedPair[]> {
  const fetched: CheckedPair[] = []
  for (const pair of checked)
    try {
      const isWanted = pair.state.is === 'to be fetched' && pair.backbone !== 'LayersModel'
      const place = isWanted ? await ensureOfficialWeights(pair.backbone, size, options) : undefined
      fetched.push(place === undefined ? pair : { ...pair, state: { is: 'here', place } })
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      fetched.push({ ...pair, state: { is: 'unusable', error: toPlain(error) } })
    }
  return fetched
}

export const errorOf = ({ state }: CheckedPair): UserError | undefined =>
  state.is === 'unusable' ? fromPlain(state.error) : undefined

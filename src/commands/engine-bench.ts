import { availableParallelism } from 'node:os'
import { messageOf, UserError } from '../base/errors.ts'
import { rewriteLine } from '../base/safe-output.ts'
import { compareEngines, type Measured } from '../engine/bench/results.ts'
import type { EngineProbe } from '../engine/engine.ts'
import { probeAll } from '../engine/probe.ts'
import { benchEngine } from '../execution/bench/bench.ts'
import { type BackboneName, backboneNames } from '../trial/backbone-names.ts'
import type { EngineName } from '../trial/engine-names.ts'
import { benchText } from './bench-text.ts'

interface Options {
  readonly engine?: EngineName
  readonly json?: boolean
  readonly quick?: boolean
}

const quickBackbones: readonly BackboneName[] = ['MobileNetV2', 'ResNet50', 'Pocket']

/** Measures every engine that works here, one after the other, each in a process of its own. */
export async function engineBenchCommand({ engine, json = false, quick = false }: Options): Promise<number> {
  const threads = availableParallelism()
  const probes = (await probeAll({ threads })).filter(({ name }) => name === (engine ?? name))
  requireOne(probes, engine)
  const plan = quick
    ? { batch: 8, effort: { repeats: 3, seconds: 1 }, backbones: quickBackbones }
    : { batch: 32, effort: { repeats: 5, seconds: 3 }, backbones: backboneNames }
  const results = new Map<EngineName, readonly Measured[]>()
  for (const { name, works } of probes) {
    if (!works) continue
    const onMeasuring = (what: string) => progress(`${name}: ${what}`)
    results.set(name, await benchEngine({ engine: name, threads, ...plan }, { onMeasuring }).catch(failed))
  }
  progress('')
  const bench = { batch: plan.batch, engines: probes, ...compareEngines(results) }
  process.stdout.write(json ? `${JSON.stringify(bench, null, 2)}\n` : benchText(bench))
  return 0
}

const failed = (error: unknown): Measured[] => [
  { kind: 'failed', name: 'everything', reason: messageOf(error) },
]

function requireOne(probes: readonly EngineProbe[], wanted: EngineName | undefined): void {
  if (probes.some(({ works }) => works)) return
  const [first] = probes
  throw new UserError(`engine ${wanted ?? 'wasm'} does not work here: ${first?.reason}`, {
    next: first?.next ?? 'nightsweep engine list',
  })
}

function progress(text: string): void {
  if (process.stderr.isTTY) rewriteLine(process.stderr, text)
}

import type { Comparison } from '../engine/bench/results.ts'
import type { EngineProbe } from '../engine/engine.ts'
import { formatTable } from '../text/plain-table.ts'

export interface Bench extends Comparison {
  readonly batch: number
  readonly engines: readonly EngineProbe[]
}

/** Two tables with a column per engine; behind a slower one's number its share of the fastest. */
export function benchText({ batch, engines, layers, backbones, failed }: Bench): string {
  const present = engines.filter(({ works }) => works)
  const names = present.map(({ name }) => name)
  const layerTable = formatTable(
    [`GFLOP/s, batch ${batch}`, ...names.flatMap(name => [`${name} forward`, '', 'training', ''])],
    layers.map(({ name, forward, training }) => [
      name,
      ...names.flatMap(engine => [...cells(forward[engine]), ...cells(training[engine])]),
    ]),
  )
  const backboneTable = formatTable(
    [`images/s, batch ${batch}`, 'size', ...names.flatMap(name => [name, ''])],
    backbones.map(({ name, size, imagesPerSecond }) => [
      name,
      String(size),
      ...names.flatMap(engine => cells(imagesPerSecond[engine])),
    ]),
  )
  const lines = [
    ...present.map(({ name, device, version }) => `${name}: ${device} · ${version}`),
    ...['', layerTable, '', backboneTable],
    ...failed.map(({ engine, name, reason }) => `${engine} failed at ${name}: ${reason}`),
    ...engines.flatMap(({ name, works, reason, next }) =>
      works ? [] : [`→ ${name} is not here: ${reason}${next ? `; ${next}` : ''}`],
    ),
  ]
  return `${lines.join('\n')}\n`
}

function cells(rated: { value: number; ratio: number } | undefined): [string, string] {
  if (rated === undefined) return ['–', '']
  return [significant(rated.value), rated.ratio === 1 ? '' : `${rated.ratio.toFixed(2)}×`]
}

const significant = (value: number) => (value < 10 ? value.toFixed(1) : String(Math.round(value)))

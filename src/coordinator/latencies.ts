import type { Opened } from '../execution/host/messages.ts'
import { unmeasured } from '../sweep/networks.ts'
import type { Sweep } from '../sweep/sweep.ts'
import type { Network } from '../trial/network.ts'
import type { Ledger } from './ledger.ts'

/** As the journal has it. */
export const engineName = ({ name, version }: Opened['engine']): string => `${name} (${version})`

/** What a host is to measure when it opens: what no earlier session did, if latency is an objective. */
export function networksToMeasure(sweep: Sweep, { state }: Ledger): readonly Network[] {
  return sweep.objective.against?.includes('latency') === true ? unmeasured(sweep, state.latencies) : []
}

/** Those of an earlier session stay, even of another engine: all trials are compared by the same. */
export function recordLatencies({ latencies = [], engine }: Opened, ledger: Ledger): void {
  const name = engineName(engine)
  const [first] = ledger.state.latencies
  const note = (text: string) => ledger.record({ type: 'note', level: 'warning', text })
  if (first !== undefined && first.engine !== name)
    note(`latencies were measured on ${first.engine}, and not on ${name}`)
  for (const { backbone, model, hiddenUnits, ...end } of latencies) {
    if ('error' in end) note(`the latency of ${backbone} cannot be measured: ${end.error}`)
    else
      ledger.record({
        type: 'latency',
        engine: name,
        backbone,
        hiddenUnits,
        ...(model !== undefined && { model }),
        milliseconds: end.milliseconds,
      })
  }
}

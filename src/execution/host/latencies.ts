import { bodyKey, type Network } from '../../trial/network.ts'
import type { Pool } from '../pool/pool.ts'
import type { Networks } from '../pool/tasks.ts'
import type { MeasuredNetwork } from './messages.ts'

/** Those of one backbone together, one backbone after the other, so that none waits for another. */
export async function measureAll(
  pool: Pick<Pool, 'latencies'>,
  networks: readonly Network[],
  [size, classes]: readonly [size: number, classes: number],
  onProgress: (done: number, total: number) => void,
): Promise<MeasuredNetwork[]> {
  const measured: MeasuredNetwork[] = []
  for (const group of groupsOf(networks)) {
    const end = await pool.latencies(group, size, classes)
    for (const [i, network] of group.entries())
      measured.push(
        'error' in end ? { ...network, ...end } : { ...network, milliseconds: end.milliseconds[i] ?? 0 },
      )
    onProgress(measured.length, networks.length)
  }
  return measured
}

function groupsOf(networks: readonly Network[]): Networks[] {
  const groups = new Map<string, [Network, ...Network[]]>()
  for (const network of networks) {
    const group = groups.get(bodyKey(network))
    if (group === undefined) groups.set(bodyKey(network), [network])
    else group.push(network)
  }
  return [...groups.values()]
}

import { availableParallelism } from 'node:os'
import { probeAll } from '../engine/probe.ts'
import { formatTable } from '../text/plain-table.ts'

/** Tries every engine in a process of its own and says which one `auto` takes and why each other does not work. */
export async function engineListCommand({ json = false }: { json?: boolean }): Promise<number> {
  const probes = await probeAll({ threads: availableParallelism(), measure: true })
  const chosen = probes.find(({ name, works, isGpu }) => works && (name !== 'webgpu' || isGpu === true))?.name
  if (json) {
    process.stdout.write(
      `${JSON.stringify(
        probes.map(probe => ({ ...probe, auto: probe.name === chosen })),
        null,
        2,
      )}\n`,
    )
    return 0
  }
  const rows = probes.map(({ name, works, version, device, reason, gflops = 0 }) => [
    name === chosen ? '*' : '',
    name,
    works ? 'works' : 'no',
    works ? `${device} · ${speed(gflops)} · ${version}` : (reason ?? ''),
  ])
  process.stdout.write(`${formatTable(['', 'engine', '', 'what it is, or why not'], rows)}\n`)
  for (const { name, works, next } of probes)
    if (!works && next !== undefined) process.stdout.write(`→ ${name}: ${next}\n`)
  process.stdout.write(
    `\n* is what --engine auto takes: the first that trained a small network correctly just now.\n`,
  )
  return chosen === undefined ? 1 : 0
}

const speed = (gflops: number) => `${gflops < 10 ? gflops.toFixed(1) : Math.round(gflops)} GFLOP/s`

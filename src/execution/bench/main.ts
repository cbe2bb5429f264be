/** A child process that measures one engine; a native crash costs that engine's figures, not the others'. */
import { messageOf } from '../../base/errors.ts'
import { measureLayer } from '../../engine/bench/convolution.ts'
import { layerShapes } from '../../engine/bench/layer-shapes.ts'
import type { BenchRequest, Measured } from '../../engine/bench/results.ts'
import { loadEngine } from '../../engine/index.ts'
import { measureBackbone } from './backbone.ts'
import type { FromBench, ToBench } from './messages.ts'

const send = (message: FromBench) => void (process.connected && process.send?.(message))

process.on('message', message => void receive(message as ToBench))
process.on('disconnect', () => process.exit(0))

async function receive(message: ToBench): Promise<void> {
  if (message.type === 'close') process.exit(0)
  try {
    await bench(message.request)
    send({ type: 'done' })
  } catch (error) {
    send({ type: 'failed', message: messageOf(error) })
  }
}

async function bench({ engine, threads, batch, effort, backbones }: BenchRequest): Promise<void> {
  await loadEngine(engine, { threads })
  for (const shape of layerShapes)
    await measure(shape.name, async () => ({
      kind: 'layer',
      name: shape.name,
      ...(await measureLayer(shape, batch, effort)),
    }))
  for (const name of backbones)
    await measure(name, async () => ({ kind: 'backbone', ...(await measureBackbone(name, batch, effort)) }))
}

async function measure(name: string, run: () => Promise<Measured>): Promise<void> {
  send({ type: 'measuring', name })
  const measured = await run().catch(
    (error): Measured => ({ kind: 'failed', name, reason: messageOf(error) }),
  )
  send({ type: 'measured', measured })
}

/** A child process that measures one engine; a native crash costs that engine's figures, not the others'. */
import { answerParent } from '../../base/answer-parent.ts'
import { messageOf } from '../../base/errors.ts'
import { measureLayer } from '../../engine/bench/convolution.ts'
import { layerShapes } from '../../engine/bench/layer-shapes.ts'
import type { BenchRequest, Measured } from '../../engine/bench/results.ts'
import { loadEngine } from '../../engine/index.ts'
import { measureBackbone } from './backbone.ts'
import type { BenchDialogue } from './bench.ts'

answerParent<BenchDialogue>(bench)

async function bench(
  { engine, threads, batch, effort, backbones }: BenchRequest,
  tell: (name: string) => void,
): Promise<Measured[]> {
  await loadEngine(engine, { threads })
  const rows: Measured[] = []
  const measure = async (name: string, run: () => Promise<Measured>) => {
    tell(name)
    rows.push(await run().catch(error => ({ kind: 'failed', name, reason: messageOf(error) })))
  }
  for (const shape of layerShapes)
    await measure(shape.name, async () => ({
      kind: 'layer',
      name: shape.name,
      ...(await measureLayer(shape, batch, effort)),
    }))
  for (const name of backbones)
    await measure(name, async () => ({ kind: 'backbone', ...(await measureBackbone(name, batch, effort)) }))
  return rows
}

/**
 * Training steps of five convolutions on one of our engines and in PyTorch, in turn, with the same threads.
 *
 *   npm run bench:layers -- [--engine tensorflow] [--python python3] [--threads 2] [--batch 32] [--runs 3]
 */
import { execFileSync } from 'node:child_process'
import { availableParallelism, loadavg } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { layerShapes, operationsOf } from '../../dist/engine/bench/layer-shapes.js'
import { median } from '../../dist/engine/bench/repeat.js'
import { tensorflowEnvironment } from '../../dist/engine/environment.js'

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'tensorflow' },
    python: { type: 'string', default: 'python3' },
    threads: { type: 'string', default: String(availableParallelism()) },
    batch: { type: 'string', default: '32' },
    runs: { type: 'string', default: '3' },
    /** Of the child process: the number of a layer. */
    layer: { type: 'string' },
  },
})
const { engine, python } = values
const [threads, batch] = [Number(values.threads), Number(values.batch)]

if (values.layer === undefined) compare()
else await measure(layerShapes[Number(values.layer)])

async function measure(shape) {
  const { loadEngine } = await import('../../dist/engine/index.js')
  const { measureLayer } = await import('../../dist/engine/bench/convolution.js')
  await loadEngine(engine, { threads })
  const { training } = await measureLayer(shape, batch, { repeats: 1000, seconds: 2 })
  console.log((3 * operationsOf(shape, batch)) / 1e9 / training)
  process.exit(0)
}

function compare() {
  console.log(
    `${engine} and PyTorch, ${threads} threads, batch ${batch}, ${values.runs} runs in turn, load ${loadavg()[0].toFixed(1)}`,
  )
  const ratios = layerShapes.map((shape, layer) => {
    const pairs = Array.from({ length: Number(values.runs) }, () => [ours(layer), theirs(shape)])
    const [a, b] = [0, 1].map(side => median(pairs.map(pair => pair[side])))
    const ratio = median(pairs.map(([own, peer]) => own / peer))
    const gflops = seconds => ((3 * operationsOf(shape, batch)) / 1e9 / seconds).toFixed(0)
    console.log(
      `${shape.name}: ours ${(a * 1000).toFixed(1)} ms (${gflops(a)} GFLOP/s), PyTorch ${(b * 1000).toFixed(1)} ms (${gflops(b)}), ` +
        `our time / PyTorch's ${ratio.toFixed(2)}`,
    )
    return ratio
  })
  console.log(`median over the layers of our time / PyTorch's: ${median(ratios).toFixed(2)}`)
}

function ours(layer) {
  const own = process.argv.slice(2)
  return secondsFrom(process.execPath, [fileURLToPath(import.meta.url), ...own, '--layer', String(layer)])
}

function theirs(shape) {
  const script = path.join(import.meta.dirname, 'layers_peer.py')
  return secondsFrom(python, [script, JSON.stringify(shape), String(batch), String(threads)])
}

function secondsFrom(file, args) {
  const env = { ...tensorflowEnvironment(threads), ...process.env }
  const out = execFileSync(file, args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'inherit'] })
  return Number(out.trim().split('\n').at(-1))
}

/**
 * WebGPU's own filter gradient of convolutions against the composition that takes its place, layer by layer, in turn.
 * Run after a build: `node test/bench/filter-gradient.mjs [--batch 32] [--runs 5] [--json FILE]`
 */
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'

const at = path => new URL(`../../dist/engine/${path}`, import.meta.url).href
const { values } = parseArgs({
  options: {
    batch: { type: 'string', default: '32' },
    runs: { type: 'string', default: '5' },
    json: { type: 'string' },
  },
})
const batch = Number(values.batch)
const { kernelsOf } = await import(at('kernels/index.js'))
const { finish } = await import(at('bench/convolution.js'))
const { layerShapes } = await import(at('bench/layer-shapes.js'))
const { median, medianSeconds } = await import(at('bench/repeat.js'))

const name = 'Conv2DBackpropFilter'
const index = kernelsOf.webgpu.findIndex(kernel => kernel.name === name)
const ours = kernelsOf.webgpu[index]
let isStock = false
kernelsOf.webgpu[index] = {
  name,
  compute: call => (isStock ? call.stock(call.inputs, call.attrs) : ours.compute(call)),
}
const { loadEngine } = await import(at('index.js'))
const engine = await loadEngine('webgpu', { threads: 1 })
const { tf } = await import(at('tf.js'))
console.log(`${engine.device}, batch ${batch}, load ${loadavg()[0].toFixed(1)}`)

const rows = []
const seconds = (stock, run) => {
  isStock = stock
  return medianSeconds(run, { repeats: 10, seconds: 1 })
}
for (const { name: layer, size, kernel, channels, filters } of layerShapes.filter(
  ({ depthwise }) => !depthwise,
)) {
  const [x, w, dy] = [
    [batch, size, size, channels],
    [kernel, kernel, channels, filters],
    [batch, size, size, filters],
  ].map(shape => tf.randomNormal(shape, 0, 0.1))
  const gradient = tf.grad(weights => tf.conv2d(x, weights, 1, 'same'))
  const run = () => finish(() => [gradient(w, dy)])
  const pairs = []
  for (let i = 0; i < Number(values.runs); i++)
    pairs.push([await seconds(true, run), await seconds(false, run)])
  const ratios = pairs.map(([stock, composed]) => stock / composed)
  const [stock, composed] = [0, 1].map(side => 1000 * median(pairs.map(pair => pair[side])))
  console.log(
    `${layer}: stock ${stock.toFixed(2)} ms, composition ${composed.toFixed(2)} ms, ` +
      `ratio ${median(ratios).toFixed(2)} (${ratios.map(r => r.toFixed(2)).join(', ')})`,
  )
  rows.push({ layer, stock, composed, ratio: median(ratios) })
  tf.dispose([x, w, dy])
}
if (values.json !== undefined)
  writeFileSync(
    values.json,
    `${JSON.stringify({ device: engine.device, batch, milliseconds: rows }, null, 1)}\n`,
  )
engine.close()
process.exit(0)

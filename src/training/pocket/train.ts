import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { pocket } from '../../backbones/pocket/pocket.ts'
import { explain } from '../../base/errors.ts'
import { createRandom } from '../../base/random.ts'
import { pretrainingClasses } from '../../data/drawings/classes.ts'
import { loadEngine } from '../../engine/index.ts'
import { formatBytes, formatSeconds } from '../../text/format.ts'
import { accuracyOf, learn } from './learn.ts'
import { drawPictures } from './pictures.ts'
import { startValues } from './start.ts'
import { createStudent } from './student.ts'
import { writeSafetensors } from './write-safetensors.ts'

/**
 * Pre-trains the Pocket backbone on drawn pictures and writes the weights that come in the box.
 * Use: npm run train-pocket -- [--epochs 12] [--per-class 250] [--seed 1] [--output FILE]
 */
async function main(): Promise<void> {
  const { epochs, perClass, seed, output } = options()
  const engine = await loadEngine('auto', { threads: availableParallelism() })
  console.log(`engine ${engine.name} (${engine.version}, ${engine.device})`)
  const startedAt = performance.now()
  const elapsed = () => formatSeconds((performance.now() - startedAt) / 1000)

  const size = pocket.defaultSize
  const random = createRandom(seed)
  const pictures = drawPictures(pretrainingClasses, perClass, size, seed)
  const unseen = drawPictures(pretrainingClasses, 20, size, seed + 1)
  console.log(`${pictures.labels.length} pictures of ${pictures.classes} classes, ${elapsed()}`)

  const graph = pocket.build(size)
  const values = startValues(graph, random.fork('start'))
  const student = createStudent(graph, values, pictures.classes, random.fork('head'))
  const course = { epochs, batchSize: 64, learningRate: 3e-3, labelSmoothing: 0.05 }
  learn(student, pictures, {
    ...course,
    random: random.fork('learn'),
    onEpoch(epoch, loss) {
      const accuracy = accuracyOf(student, unseen)
      console.log(
        `epoch ${epoch}/${epochs}  loss ${loss.toFixed(3)}  unseen ${accuracy.toFixed(3)}  ${elapsed()}`,
      )
    },
  })
  const accuracy = accuracyOf(student, unseen).toFixed(3)
  const bytes = await writeSafetensors(output, graph, await student.values(), {
    made_by: 'src/training/pocket/train.ts',
    classes: Object.keys(pretrainingClasses).join(' '),
    course: JSON.stringify({ ...course, perClass, seed }),
    accuracy_on_unseen_pictures: accuracy,
    engine: `${engine.name} (${engine.version})`,
  })
  console.log(`accuracy on unseen pictures ${accuracy}; ${formatBytes(bytes)} in ${output}, ${elapsed()}`)
  student.dispose()
  engine.close()
}

function options() {
  const weights = new URL('../../../src/backbones/pocket/pocket.safetensors', import.meta.url)
  const { values } = parseArgs({
    options: {
      epochs: { type: 'string', default: '12' },
      'per-class': { type: 'string', default: '250' },
      seed: { type: 'string', default: '1' },
      output: { type: 'string', short: 'o', default: fileURLToPath(weights) },
    },
  })
  return {
    epochs: Number(values.epochs),
    perClass: Number(values['per-class']),
    seed: Number(values.seed),
    output: values.output,
  }
}

main().catch((error: unknown) => {
  console.error(explain(error))
  process.exitCode = 1
})

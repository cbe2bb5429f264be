import { readdirSync } from 'node:fs'
import path from 'node:path'

/** mulberry32, so that a seed gives the same work on every machine. */
function uniform(seed) {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Stratified folds and sampled configurations, in the form that both programs read. */
export function makeWork({
  data,
  backbone = 'mobilenet_v2',
  weights,
  size,
  k,
  configs,
  maxDepth,
  epochs,
  limit,
  seed,
}) {
  const next = uniform(seed)
  const pick = items => items[Math.floor(next() * items.length)]
  const of = {}
  for (const folder of readdirSync(data, { withFileTypes: true }).filter(entry => entry.isDirectory())) {
    const files = readdirSync(path.join(data, folder.name))
      .filter(file => /\.(jpe?g|png)$/i.test(file))
      .sort()
    for (let i = files.length - 1; i > 0; i--) {
      const j = Math.floor(next() * (i + 1))
      ;[files[i], files[j]] = [files[j], files[i]]
    }
    for (const [i, file] of files.slice(0, limit).entries()) of[`${folder.name}/${file}`] = i % k
  }
  return {
    dataset: path.resolve(data),
    imageSize: size,
    backbone,
    weights: weights === undefined ? null : path.resolve(weights),
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    folds: { k, of },
    configs: Array.from({ length: configs }, () => ({
      learningRate: 10 ** (-4 + 2.5 * next()),
      batchSize: pick([16, 32, 64]),
      optimizer: pick(['adam', 'sgd', 'rmsprop']),
      dropout: Math.round(500 * next()) / 1000,
      unfreezeDepth: Math.floor(next() * (maxDepth + 1)),
      headEpochs: epochs,
      fineTuneEpochs: epochs,
      fineTuneFactor: 0.1,
    })),
  }
}

/** Keras' names of torchvision's networks. */
const backbones = { mobilenet_v2: 'MobileNetV2', resnet50: 'ResNet50', vgg16: 'VGG16' }

/** The same work as a search-space file of ours: nothing is sampled, everything is enqueued. */
export function sweepOf(work, workFile) {
  return {
    name: 'bench',
    data: { path: work.dataset, imageSize: work.imageSize },
    folds: { file: workFile },
    objective: { metric: 'accuracy' },
    sampler: { type: 'list' },
    pruner: { type: 'none' },
    recipe: { backbone: backbones[work.backbone], weights: work.weights ?? 'random' },
    space: {
      learningRate: { min: 1e-5, max: 1, scale: 'log' },
      batchSize: { values: [16, 32, 64] },
      optimizer: { values: ['adam', 'sgd', 'rmsprop'] },
      dropout: { min: 0, max: 0.9 },
      unfreezeDepth: { min: 0, max: Math.max(1, ...work.configs.map(config => config.unfreezeDepth)) },
      headEpochs: { min: 1, max: 1000 },
      fineTuneEpochs: { min: 0, max: 1000 },
      fineTuneFactor: { min: 0.001, max: 1 },
    },
    enqueue: work.configs,
  }
}

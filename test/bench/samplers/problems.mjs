/** The formulas that a benchmarks.json names, as `optuna_peer.py` beside it has them, with their least values. */

const hartmannA = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
]
const hartmannP = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]
const hartmannC = [1, 1.2, 3, 3.2]

const sum = terms => terms.reduce((total, term) => total + term, 0)
const coordinates = (config, count) => Array.from({ length: count }, (_, i) => config[`x${i}`])

function branin({ x, y }) {
  const { PI, cos } = Math
  return (y - (5.1 / (4 * PI ** 2)) * x * x + (5 / PI) * x - 6) ** 2 + 10 * (1 - 1 / (8 * PI)) * cos(x) + 10
}

function hartmann6(config) {
  const x = coordinates(config, 6)
  const bowl = i => sum(x.map((v, j) => hartmannA[i][j] * (v - hartmannP[i][j]) ** 2))
  return -sum(hartmannC.map((c, i) => c * Math.exp(-bowl(i))))
}

function rosenbrock4(config) {
  const x = coordinates(config, 4)
  return sum([0, 1, 2].map(i => 100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2))
}

function ackley5(config) {
  const x = coordinates(config, 5)
  const radius = Math.sqrt(sum(x.map(v => v * v)) / 5)
  const waves = sum(x.map(v => Math.cos(2 * Math.PI * v))) / 5
  return -20 * Math.exp(-0.2 * radius) - Math.exp(waves) + 20 + Math.E
}

const backbones = {
  MobileNetV2: [-2.6, 0.1],
  ResNet50: [-3.2, 0.07],
  VGG16: [-3.8, 0.12],
  InceptionV3: [-3.0, 0.08],
}
const shifts = { adam: 0, rmsprop: -0.2, sgd: 1.2 }

function finetune({ backbone, optimizer, learningRate, unfreezeDepth, batchSize, dropout, momentum }) {
  const [best, floor] = backbones[backbone]
  const wanted = best + shifts[optimizer] - 0.25 * unfreezeDepth + 0.3 * Math.log2(batchSize / 32)
  const rate = Math.log10(learningRate) - wanted
  const error =
    floor +
    0.02 * rate * rate +
    0.15 * (dropout - 0.1 * unfreezeDepth) ** 2 +
    0.004 * (unfreezeDepth - 2) ** 2
  return optimizer === 'sgd' ? error + 0.05 * (momentum - 0.9) ** 2 * 4 : error
}

/** By the name that a problem's `formula` has. */
export const formulas = {
  branin: { evaluate: branin, least: 0.39788735772973816 },
  hartmann6: { evaluate: hartmann6, least: -3.322368011391339 },
  rosenbrock4: { evaluate: rosenbrock4, least: 0 },
  ackley5: { evaluate: ackley5, least: 0 },
  finetune: { evaluate: finetune, least: 0.07 },
}

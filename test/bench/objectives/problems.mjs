/** Problems of several objectives, each to be minimised, as data and a formula; `peer.py` has the same formulas. */
const unit = { min: 0, max: 1 }

/** Weights of the backbones in millions, and the least error of each. */
const backbones = {
  'MobileNetV2-0.35': [0.41, 0.14],
  MobileNetV2: [2.26, 0.1],
  EfficientNetB0: [4.05, 0.085],
  ResNet50: [23.6, 0.07],
  InceptionResNetV2: [54.3, 0.062],
}

/** Two objectives with a convex front: E. Zitzler, K. Deb and L. Thiele, 2000. */
function zdt1({ x0, ...rest }) {
  const others = Object.values(rest)
  const g = 1 + (9 * others.reduce((sum, x) => sum + x, 0)) / others.length
  return [x0, g * (1 - Math.sqrt(x0 / g))]
}

/** Made up: the error of a fine-tuned network and the logarithm of its parameters, of mixed and conditional values. */
function compromise({
  backbone,
  hiddenUnits,
  optimizer,
  learningRate,
  momentum = 0.9,
  dropout,
  unfreezeDepth,
}) {
  const [millions, least] = backbones[backbone]
  const shift = { adam: 0, rmsprop: -0.2, sgd: 1.2 }[optimizer]
  const rate = Math.log10(learningRate) + 2.6 + 0.25 * Math.log10(millions) - shift + 0.25 * unfreezeDepth
  const error =
    least +
    0.02 * rate ** 2 +
    0.15 * (dropout - 0.1 * unfreezeDepth) ** 2 +
    0.004 * (unfreezeDepth - 2) ** 2 +
    0.03 * Math.exp(-hiddenUnits / 200) +
    (optimizer === 'sgd' ? 0.2 * (momentum - 0.9) ** 2 : 0)
  return [error, Math.log10(1e6 * millions + hiddenUnits * 1300 + 2600)]
}

export const problems = {
  zdt1: {
    space: { x0: unit, x1: unit, x2: unit, x3: unit, x4: unit },
    evaluate: zdt1,
    reference: [1.1, 4],
  },
  compromise: {
    space: {
      backbone: { values: Object.keys(backbones) },
      hiddenUnits: { type: 'int', min: 0, max: 1024 },
      optimizer: { values: ['adam', 'rmsprop', 'sgd'] },
      momentum: { min: 0.5, max: 0.99, when: { optimizer: ['sgd', 'rmsprop'] } },
      learningRate: { min: 1e-5, max: 1e-1, scale: 'log' },
      dropout: { min: 0, max: 0.7 },
      unfreezeDepth: { type: 'int', min: 0, max: 4 },
    },
    evaluate: compromise,
    reference: [0.25, 8],
  },
}

import type { Random } from '../base/random.ts'
import { type Tensor, type Tensor2D, tf, type Variable } from '../engine/tf.ts'
import { startHidden, startOutput } from './start.ts'

/**
 * The head after global average pooling and dropout: an optional hidden layer (relu), then logits.
 *
 *   x       [n, features]   pooled features, dropout already applied
 *   h       [n, hidden]     relu(x·W₁ + b₁), or x where there is no hidden layer
 *   logits  [n, classes]    h·W₂ + b₂
 */
export interface Head {
  /** Hidden layer first: kernel, bias, kernel, bias. Names as in Keras. */
  readonly weights: ReadonlyMap<string, Variable>
  logits(x: Tensor2D): Tensor2D
  /** Logits, and gradients in the order of `weights`; written by hand, because a tape costs twice the time. */
  gradients(x: Tensor2D, targets: TargetTensors): { readonly logits: Tensor2D; readonly gradients: Tensor[] }
  dispose(): void
}

export interface TargetTensors {
  /** [n, classes]: smoothed labels · image weight / n. */
  readonly soft: Tensor2D
  /** [n, 1]: image weight / n. */
  readonly weights: Tensor2D
}

export interface HeadSize {
  readonly features: number
  /** 0: no hidden layer. */
  readonly hiddenUnits: number
  readonly classes: number
}

interface Dense {
  readonly kernel: Variable
  readonly bias: Variable
}

export function createHead({ features, hiddenUnits, classes }: HeadSize, random: Random): Head {
  const hidden =
    hiddenUnits > 0
      ? dense(features, hiddenUnits, startHidden(features, hiddenUnits, random.fork('hidden')))
      : undefined
  const last = hiddenUnits > 0 ? hiddenUnits : features
  const output = dense(last, classes, startOutput(last, classes, random.fork('predictions')))
  const weights = new Map([
    ...(hidden === undefined ? [] : named('hidden', hidden)),
    ...named('predictions', output),
  ])
  const forward = (x: Tensor2D) => {
    const h = hidden === undefined ? x : apply(hidden, x, 'relu')
    return { h, logits: apply(output, h, 'linear') }
  }
  return {
    weights,
    logits: x => forward(x).logits,
    gradients(x, targets) {
      const { h, logits } = forward(x)
      const change = lossGradient(logits, targets)
      const last = denseGradients(h, change)
      if (hidden === undefined) return { logits, gradients: last }
      const back = tf.matMul<Tensor2D>(change, kernelOf(output), false, true).mul<Tensor2D>(h.step())
      return { logits, gradients: [...denseGradients(x, back), ...last] }
    },
    dispose: () => tf.dispose([...weights.values()]),
  }
}

/** −Σ soft · log softmax(logits): the scalar whose gradient `lossGradient` is, for the tape of fine-tuning. */
export function lossOnTape(logits: Tensor2D, { soft }: Pick<TargetTensors, 'soft'>): tf.Scalar {
  return tf.logSoftmax(logits).mul(soft).sum().neg().asScalar()
}

/** d loss / d logits = w/n · softmax(logits) − w/n · t. */
export function lossGradient(logits: Tensor2D, { soft, weights }: TargetTensors): Tensor2D {
  return tf.softmax(logits).mul<Tensor2D>(weights).sub(soft)
}

function denseGradients(x: Tensor2D, change: Tensor2D): Tensor[] {
  return [tf.matMul(x, change, true), change.sum(0)]
}

function apply({ kernel, bias }: Dense, x: Tensor2D, activation: 'relu' | 'linear'): Tensor2D {
  return tf.fused.matMul({ a: x, b: kernelOf({ kernel }), bias, activation }) as Tensor2D
}

function kernelOf({ kernel }: Pick<Dense, 'kernel'>): Tensor2D {
  return kernel as Tensor2D
}

function dense(inputs: number, outputs: number, start: Float32Array): Dense {
  return { kernel: variableOf(tf.tensor2d(start, [inputs, outputs])), bias: variableOf(tf.zeros([outputs])) }
}

function variableOf(initial: Tensor): Variable {
  const variable = tf.variable(initial)
  initial.dispose()
  return variable
}

const named = (layer: string, { kernel, bias }: Dense): [string, Variable][] => [
  [`${layer}/kernel`, kernel],
  [`${layer}/bias`, bias],
]

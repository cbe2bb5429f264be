import { type Tensor, tf, type Variable } from '../engine/tf.ts'
import type { Recipe } from '../trial/recipe.ts'

/** A trainable weight with its own learning rate and penalties (gradient + l1·sign(w) + 2·l2·w, as in Keras). */
export interface Parameter {
  readonly variable: Variable
  readonly rate: number
  readonly l1?: number
  readonly l2?: number
}

export interface Optimizer {
  /** One update; `factor` is the schedule's. `gradients` are in the order of the parameters, and stay the caller's. */
  step(gradients: readonly Tensor[], factor: number): void
  dispose(): void
}

type Settings = Pick<Recipe, 'optimizer' | 'momentum'>

/**
 * One update rule. Its state, one list of tensors per parameter, starts at zero; `next` is run inside a tidy.
 * Few operations matter more than few numbers: on small heads nearly all time is overhead.
 */
interface Rule {
  readonly slots: number
  next(
    slots: readonly Tensor[],
    gradient: Tensor,
    rate: number,
    step: number,
  ): { slots: Tensor[]; change: Tensor }
}

/**
 * Optimizers with Keras' formulas and defaults. `momentum` is the decay of a buffer of past changes in sgd (0.9
 * unless given) and in rmsprop (none unless given); adam ignores it.
 */
export function createOptimizer(
  { optimizer, momentum }: Settings,
  parameters: readonly Parameter[],
): Optimizer {
  const rule = rules[optimizer](momentum)
  const state = parameters.map(({ variable }): Tensor[] =>
    Array.from({ length: rule.slots }, () => tf.keep(tf.zeros(variable.shape))),
  )
  let steps = 0
  const update = (parameter: Parameter, index: number, gradient: Tensor, factor: number) => {
    const old = state[index] ?? []
    const { slots, change } = rule.next(old, penalised(gradient, parameter), parameter.rate * factor, steps)
    parameter.variable.assign(parameter.variable.sub(change))
    state[index] = slots.map(tensor => tf.keep(tensor))
    tf.dispose(old)
  }
  return {
    step(gradients, factor) {
      steps++
      tf.tidy(() => {
        for (const [i, parameter] of parameters.entries()) {
          const gradient = gradients[i]
          if (gradient !== undefined) update(parameter, i, gradient, factor)
        }
      })
    },
    dispose: () => tf.dispose(state),
  }
}

/** v ← μ·v + rate·g, w ← w − v. */
function sgd(momentum = 0.9): Rule {
  if (momentum === 0)
    return { slots: 0, next: (_slots, gradient, rate) => ({ slots: [], change: gradient.mul(rate) }) }
  return {
    slots: 1,
    next([velocity], gradient, rate) {
      const next = tf.add(given(velocity).mul(momentum), gradient.mul(rate))
      return { slots: [next], change: next }
    },
  }
}

/**
 * Kingma & Ba (2015) with Keras' ε outside the bias correction. The state is m/(1−β₁) and v/(1−β₂), which saves two
 * multiplications; the constants go into rate and ε.
 */
function adam(): Rule {
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-7]
  const root = Math.sqrt(1 - beta2)
  return {
    slots: 2,
    next([first, second], gradient, rate, step) {
      const m = given(first).mul(beta1).add(gradient)
      const v = given(second).mul(beta2).add(gradient.square())
      const corrected = (rate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step)
      const scale = (corrected * (1 - beta1)) / root
      return { slots: [m, v], change: m.div(v.sqrt().add(epsilon / root)).mul(scale) }
    },
  }
}

/** Tieleman & Hinton (2012) as in Keras: ρ 0.9, ε under the root; the state is v/(1−ρ). */
function rmsprop(momentum = 0): Rule {
  const [rho, epsilon] = [0.9, 1e-7]
  const root = Math.sqrt(1 - rho)
  return {
    slots: momentum === 0 ? 1 : 2,
    next([second, velocity], gradient, rate) {
      const v = given(second).mul(rho).add(gradient.square())
      const increment = gradient.div(v.add(epsilon / (1 - rho)).sqrt()).mul(rate / root)
      if (momentum === 0) return { slots: [v], change: increment }
      const next = given(velocity).mul(momentum).add(increment)
      return { slots: [v, next], change: next }
    },
  }
}

const rules = { sgd, adam, rmsprop } satisfies Record<Recipe['optimizer'], (momentum?: number) => Rule>

function penalised(gradient: Tensor, { variable, l1 = 0, l2 = 0 }: Parameter): Tensor {
  const squared = l2 === 0 ? gradient : gradient.add(variable.mul(2 * l2))
  return l1 === 0 ? squared : squared.add(variable.sign().mul(l1))
}

function given(slot: Tensor | undefined): Tensor {
  if (slot === undefined) throw new RangeError('an update rule read more state than it has')
  return slot
}

import type { Recipe } from '../../trial/recipe.ts'
import type { Kernels } from './kernels.ts'
import type { Layout } from './layout.ts'

type Settings = Pick<Recipe, 'optimizer' | 'momentum' | 'learningRate' | 'l1' | 'l2'>

/** One step of the recipe's optimizer on all parameters; penalties are for the kernel alone. */
export function createUpdate(
  kernels: Kernels,
  { w, bias, parameterBytes, gradient, first, second }: Layout,
  { optimizer, momentum, learningRate, l1, l2 }: Settings,
): (factor: number) => void {
  const end = w + parameterBytes
  const rules: Record<Recipe['optimizer'], (rate: number, step: number) => void> = {
    sgd: rate => kernels.sgd(w, end, gradient, first, momentum ?? 0.9, rate),
    adam(rate, step) {
      const { scale, epsilon } = adamConstants(rate, step)
      kernels.adam(w, end, gradient, first, second, scale, epsilon)
    },
    rmsprop: rate =>
      kernels.rmsprop(w, end, gradient, first, second, momentum ?? 0, rate / Math.sqrt(1 - 0.9)),
  }
  let steps = 0
  return factor => {
    steps++
    if (l1 !== 0 || l2 !== 0) kernels.penalise(w, bias, gradient, 2 * l2, l1)
    rules[optimizer](learningRate * factor, steps)
  }
}

/** Adam's bias correction and its scaled state put into two constants, as in optimizer.ts. */
function adamConstants(rate: number, step: number): { scale: number; epsilon: number } {
  const [beta1, beta2] = [0.9, 0.999]
  const root = Math.sqrt(1 - beta2)
  const corrected = (rate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step)
  return { scale: (corrected * (1 - beta1)) / root, epsilon: 1e-7 / root }
}

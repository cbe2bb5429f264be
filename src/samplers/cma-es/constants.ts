/**
 * The default parameters of CMA-ES for n dimensions and λ points a generation.
 * Source: N. Hansen, The CMA Evolution Strategy: A Tutorial (2016), arXiv:1604.00772, table 1 and (49) to (58); names as there.
 */
export interface Constants {
  readonly lambda: number
  /** One a point, best first; those of the worse half are below 0 (active CMA-ES). */
  readonly weights: readonly number[]
  readonly muEff: number
  readonly cSigma: number
  readonly dSigma: number
  readonly cC: number
  readonly c1: number
  readonly cMu: number
  /** E ‖N(0, I)‖. */
  readonly chi: number
}

export const usualLambda = (n: number): number => 4 + Math.floor(3 * Math.log(n))

export function constantsFor(n: number, lambda: number): Constants {
  const raw = Array.from({ length: lambda }, (_, i) => Math.log((lambda + 1) / 2) - Math.log(i + 1))
  const positive = raw.slice(0, Math.floor(lambda / 2))
  const negative = raw.slice(Math.floor(lambda / 2))
  const [muEff, muEffMinus] = [effective(positive), effective(negative)]
  const c1 = 2 / ((n + 1.3) ** 2 + muEff)
  const cMu = Math.min(1 - c1, (2 * (0.25 + muEff + 1 / muEff - 2)) / ((n + 2) ** 2 + muEff))
  const alpha = Math.min(1 + c1 / cMu, 1 + (2 * muEffMinus) / (muEff + 2), (1 - c1 - cMu) / (n * cMu))
  const cSigma = (muEff + 2) / (n + muEff + 5)
  return {
    lambda,
    weights: [
      ...positive.map(weight => weight / sum(positive)),
      ...negative.map(weight => (alpha * weight) / Math.abs(sum(negative) || 1)),
    ],
    muEff,
    cSigma,
    dSigma: 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cSigma,
    cC: (4 + muEff / n) / (n + 4 + (2 * muEff) / n),
    c1,
    cMu,
    chi: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)),
  }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

const effective = (weights: readonly number[]) =>
  sum(weights) ** 2 / (sum(weights.map(weight => weight * weight)) || 1)

import type { Schedule } from '../trial/recipe.ts'

/** Factor on the learning rate at a step (from 0) of one stage; 1 at most, 0 only for a floor of 0. */
export type Factor = (step: number) => number

/** The steps of one stage of training. */
export interface StageLength {
  readonly stepsPerEpoch: number
  readonly epochs: number
}

/** A stage's schedule: an optional linear warm-up, then the named curve with its clock started after it. */
export function factorOf(schedule: Schedule, { stepsPerEpoch, epochs }: StageLength): Factor {
  const warmupSteps = Math.round(schedule.warmupEpochs * stepsPerEpoch)
  const steps = Math.max(1, stepsPerEpoch * epochs - warmupSteps)
  return warmUp(warmupSteps, curveOf(schedule, stepsPerEpoch, steps))
}

function curveOf(schedule: Schedule, stepsPerEpoch: number, steps: number): Factor {
  switch (schedule.type) {
    case 'constant':
      return () => 1
    case 'cosine':
      return above(schedule.floor, cosine(steps))
    case 'step':
      return step => schedule.factor ** Math.floor(step / (schedule.every * stepsPerEpoch))
    case 'cyclical':
      return above(schedule.floor, triangular(schedule.epochs * stepsPerEpoch))
  }
}

/** Half a cosine from 1 to 0 without restarts (Loshchilov & Hutter, 2017). */
export const cosine =
  (steps: number): Factor =>
  step =>
    (1 + Math.cos((Math.PI * Math.min(step, steps)) / steps)) / 2

/** From 0 up to 1 and down again, over and over (Smith, 2017). */
const triangular =
  (period: number): Factor =>
  step =>
    1 - Math.abs((2 * ((step + 1) % period)) / period - 1)

/** Lifts a curve over [0, 1] to [floor, 1]. */
const above =
  (floor: number, curve: Factor): Factor =>
  step =>
    floor + (1 - floor) * curve(step)

/** Linear from 1/steps to 1, then `after` from its own step 0. */
export const warmUp =
  (steps: number, after: Factor): Factor =>
  step =>
    step < steps ? (step + 1) / steps : after(step - steps)

import path from 'node:path'
import { explain, UserError } from '../base/errors.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { pairKey } from '../sweep/weight-pair.ts'
import { fileOf } from '../weights/source.ts'
import { type CheckedPair, errorOf } from './check-weights.ts'

/** Where no weights of a sweep are of use, it cannot begin: an error with all that was found. */
export function refuseHopeless(checked: readonly CheckedPair[]): void {
  const errors = checked.flatMap(pair => errorOf(pair) ?? [])
  const [first] = errors
  if (first === undefined || errors.length < checked.length) return
  if (errors.length === 1) throw first
  const details = errors.flatMap(error => explain(error).split('\n'))
  throw new UserError(`none of the ${errors.length} weights that this sweep could try is of use`, {
    where: 'recipe.weights',
    details,
    next: 'Mend one of them at least: the sweep then goes on without the others.',
  })
}

/** The sweep without the weights that do not fit. */
export function withoutUnusable(sweep: Sweep, checked: readonly CheckedPair[]): Sweep {
  const unusable = checked.filter(pair => errorOf(pair) !== undefined)
  return { ...sweep, unusable: unusable.map(({ backbone, source }) => ({ backbone, source })) }
}

/** A warning for each of the weights that do not fit: the whole message, and what becomes of it. */
export function unusableNotes(checked: readonly CheckedPair[]): string[] {
  return checked.flatMap(pair => {
    const error = errorOf(pair)
    return error === undefined ? [] : [`left out: ${nameOf(pair)}: ${sentencesOf(error)}`]
  })
}

/** What has changed since the run began, whose list of unusable weights stays as it is. */
export function changeNotes(sweep: Sweep, checked: readonly CheckedPair[]): string[] {
  const left = new Set((sweep.unusable ?? []).map(pairKey))
  return checked.flatMap(pair => {
    const error = errorOf(pair)
    if (error !== undefined && !left.has(pairKey(pair)))
      return [`trials with ${nameOf(pair)} will fail: ${sentencesOf(error)}`]
    if (error === undefined && left.has(pairKey(pair)))
      return [`${nameOf(pair)} fits now, but this run began without it: a new run would try it`]
    return []
  })
}

/** "MobileNetV2 with good.safetensors" */
function nameOf({ backbone, source }: CheckedPair): string {
  const file = fileOf(source)
  return `${backbone} with ${file === undefined ? source : path.basename(file)}`
}

/** All of an error on one line. */
function sentencesOf({ message, details, next }: UserError): string {
  const found = details.length === 0 ? '' : ` (${details.join('; ')})`
  return `${message}${found}.${next === undefined ? '' : ` ${next}`}`
}

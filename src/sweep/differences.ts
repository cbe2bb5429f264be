import { canonical } from '../base/hash.ts'
import { isRecord } from '../base/is-record.ts'
import { describeCondition } from '../space/contains.ts'
import type { Parameter } from '../space/parameter.ts'
import { formatPath, type Path } from './finding.ts'
import type { Sweep } from './sweep.ts'

/** What another reading of a search-space file has another way: "space.batchSize was [4, 8], now [4, 8, 16]". */
export function differencesOf(then: Sweep, now: Sweep): string[] {
  // Which weights are of no use is found in them, not written in the file.
  const { file: _, notes: _n, unusable: _u, space: spaceThen, ...restThen } = then
  const { file: _f, notes: _m, unusable: _v, space: spaceNow, ...restNow } = now
  return [...between(restThen, restNow, []), ...searched(spaceThen, spaceNow)]
}

function between(then: unknown, now: unknown, path: Path): string[] {
  if (isRecord(then) && isRecord(now))
    return namesOf(then, now).flatMap(name => between(then[name], now[name], [...path, name]))
  if (canonical(then) === canonical(now)) return []
  return [`${formatPath(path)} ${told(then, shown)}, now ${now === undefined ? 'not there' : shown(now)}`]
}

function searched(then: Sweep['space'], now: Sweep['space']): string[] {
  return namesOf(then, now).flatMap(name => {
    const [before, after] = [then[name], now[name]]
    if (canonical(before) === canonical(after)) return []
    return [
      `space.${name} ${told(before, describeParameter)}, now ${after === undefined ? 'not there' : describeParameter(after)}`,
    ]
  })
}

const told = <T>(value: T | undefined, show: (value: T) => string) =>
  value === undefined ? 'was not there' : `was ${show(value)}`

const namesOf = (then: object, now: object) => [...new Set([...Object.keys(then), ...Object.keys(now)])]

const shown = (value: unknown) => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing').replaceAll(',', ', ')
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

/** As a file writes it. */
function describeParameter(parameter: Parameter): string {
  const when = parameter.when === undefined ? '' : ` when ${describeCondition(parameter.when)}`
  if (parameter.kind === 'choice') return `[${parameter.values.map(shown).join(', ')}]${when}`
  const { min, max, scale, step } = parameter
  const steps = step === undefined ? '' : ` by ${step}`
  return `${min} to ${max}${steps}${scale === 'log' ? ' (log)' : ''}${when}`
}

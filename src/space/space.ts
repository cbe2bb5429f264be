import type { Parameter, Space } from './parameter.ts'

/** The parameters whose condition names each other in a circle. */
export class CircularConditions extends Error {
  override readonly name = 'CircularConditions'
  readonly names: readonly string[]
  constructor(names: readonly string[]) {
    super(`conditions in a circle: ${names.join(' → ')}`)
    this.names = names
  }
}

/** The parameters in an order in which a condition only refers to earlier ones; otherwise as given. */
export function orderByCondition(parameters: Readonly<Record<string, Parameter>>): Space {
  const space = new Map<string, Parameter>()
  const visit = (name: string, trail: readonly string[]): void => {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined
    if (parameter === undefined || space.has(name)) return
    if (trail.includes(name)) throw new CircularConditions([...trail.slice(trail.indexOf(name)), name])
    for (const parent of Object.keys(parameter.when ?? {})) visit(parent, [...trail, name])
    space.set(name, parameter)
  }
  for (const name of Object.keys(parameters)) visit(name, [])
  return space
}

import { UserError } from '../../base/errors.ts'

/**
 * Names of the layers whose outputs a part of a Keras configuration refers to. Keras 2 writes `["name", 0, 0, {}]`;
 * Keras 3 `{ class_name: "__keras_tensor__", config: { keras_history: ["name", 0, 0] } }` somewhere in `args`.
 */
export function referencesOf(value: unknown): string[] {
  if (isReference(value)) {
    const [name, , tensor] = value
    if (tensor === 0) return [name]
    throw new UserError(`layer ${name} has several outputs, which a backbone's layers cannot have`)
  }
  if (Array.isArray(value)) return value.flatMap(referencesOf)
  if (typeof value !== 'object' || value === null) return []
  if ('keras_history' in value) return referencesOf(value.keras_history)
  if ('config' in value) return referencesOf(value.config)
  return 'args' in value ? referencesOf(value.args) : []
}

/** `inbound_nodes`: what each use of a layer is applied to. */
export function callsOf(inboundNodes: readonly unknown[]): string[][] {
  // Some writers leave out the list around a single use.
  const calls = inboundNodes.length > 0 && inboundNodes.every(isReference) ? [inboundNodes] : inboundNodes
  return calls.map(referencesOf)
}

function isReference(value: unknown): value is [name: string, node: number, tensor: number] {
  return (
    Array.isArray(value) &&
    typeof value[0] === 'string' &&
    typeof value[1] === 'number' &&
    typeof value[2] === 'number'
  )
}

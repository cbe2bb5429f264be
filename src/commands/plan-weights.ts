import path from 'node:path'
import type { CheckedPair } from '../coordinator/check-weights.ts'
import { formatBytes } from '../text/format.ts'
import { formatTable } from '../text/plain-table.ts'
import { oneLine } from '../text/width.ts'
import { fileOf } from '../weights/source.ts'

/** Each backbone with its weights: whether they fit, are here, or must be fetched. */
export function weightsText(weights: readonly CheckedPair[]): string[] {
  if (weights.length === 0) return []
  const rows = weights.map(pair => [pair.backbone, nameOf(pair), stateText(pair)])
  return ['', 'Weights', formatTable(['backbone', 'weights', ''], rows).replace(/^/gm, '  ')]
}

function nameOf({ source }: CheckedPair): string {
  const file = fileOf(source)
  return oneLine(file === undefined ? String(source) : path.basename(file))
}

function stateText({ state, source }: CheckedPair): string {
  switch (state.is) {
    case 'built in':
      return source === 'random' ? 'drawn anew' : 'in the box'
    case 'here':
      return `here, checked: ${state.place}`
    case 'to be fetched': {
      const size = state.bytes === null ? '' : `${formatBytes(state.bytes)} `
      return `to be fetched: ${size}from ${hostOf(state.address)}`
    }
    case 'fits': {
      const { library, prefix, leftOut } = state.fit
      const after = prefix === '' ? '' : ` after ${JSON.stringify(prefix)}`
      const rest = leftOut.length === 0 ? '' : `; left out: ${leftOut.join(', ')}`
      return oneLine(`fit, names of ${library}${after}${rest}`)
    }
    case 'unusable':
      return oneLine(`of no use: ${state.error.message}`)
    default:
      return state satisfies never
  }
}

function hostOf(address: string): string {
  try {
    return new URL(address).host
  } catch {
    return address
  }
}

import type { Stored } from '../run/book.ts'
import { type Curve, rowsOf } from '../trial/curve.ts'
import type { FoldState, Trial } from '../trial/trial.ts'

type WithoutRows = Omit<Curve, 'rows'> & { readonly numbers: number }
type PackedFold = Omit<FoldState, 'curve'> & { readonly curve: WithoutRows }
type PackedTrial = Omit<Trial, 'folds'> & { readonly folds: readonly (PackedFold | undefined)[] }

/** A state whose curves are one long array: tens of thousands of small ones take long to read. */
export interface Packed extends Omit<Stored, 'trials'> {
  readonly trials: readonly PackedTrial[]
  readonly rows: Float64Array
}

export function packCurves({ trials, ...rest }: Stored): Packed {
  const curves = trials.flatMap(({ folds }) => folds.flatMap(fold => fold?.curve ?? []))
  const rows = new Float64Array(curves.reduce((sum, curve) => sum + rowsOf(curve).length, 0))
  let at = 0
  for (const curve of curves) {
    const own = rowsOf(curve)
    rows.set(own, at)
    at += own.length
  }
  const bare = trials.map(trial => ({ ...trial, folds: trial.folds.map(fold => fold && withoutRows(fold)) }))
  return { ...rest, trials: bare, rows }
}

function withoutRows({ curve, ...fold }: FoldState): PackedFold {
  const { length, epochs } = curve
  return { ...fold, curve: { length, epochs, numbers: rowsOf(curve).length } }
}

export function unpackCurves({ trials, rows, ...rest }: Packed): Stored {
  let at = 0
  const withRows = ({ curve: { numbers, ...curve }, ...fold }: PackedFold): FoldState => {
    at += numbers
    return { ...fold, curve: { ...curve, rows: rows.subarray(at - numbers, at) } }
  }
  return {
    ...rest,
    trials: trials.map(trial => ({ ...trial, folds: trial.folds.map(fold => fold && withRows(fold)) })),
  }
}

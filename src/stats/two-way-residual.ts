import { mean } from 'simple-statistics'

/**
 * What neither rows nor columns of a complete table explain: the standard deviation of y − row mean − column mean + mean,
 * with (rows − 1)(columns − 1) degrees of freedom.
 * Source: R. A. Fisher, Statistical Methods for Research Workers, 1925, the analysis of variance of a two-way table.
 */
export function twoWayResidual(rows: readonly (readonly number[])[]): {
  readonly deviation: number
  readonly degrees: number
} {
  const width = rows[0]?.length ?? 0
  const degrees = Math.max(0, rows.length - 1) * Math.max(0, width - 1)
  if (degrees < 1) return { deviation: Number.NaN, degrees: 0 }
  const columns = Array.from({ length: width }, (_, column) =>
    mean(rows.map(row => row[column] ?? Number.NaN)),
  )
  const centre = mean(columns)
  let squares = 0
  for (const row of rows) {
    const own = mean([...row])
    for (const [column, value] of row.entries())
      squares += (value - own - (columns[column] ?? Number.NaN) + centre) ** 2
  }
  return { deviation: Math.sqrt(squares / degrees), degrees }
}

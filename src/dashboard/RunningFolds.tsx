import { Box, Text } from 'ink'
import { bar, sparkline } from '../text/sparkline.ts'
import { padTo, widthOf } from '../text/width.ts'
import type { RunningFold } from './running-folds.ts'
import { look } from './theme.ts'

interface RunningFoldsProps {
  readonly folds: readonly RunningFold[]
  readonly columns: number
  /** Rows to take; missing folds are empty rows, and the last row counts those beyond. */
  readonly rows: number
}

/** One row a fold: where it is, a bar, the latest score, the learning curve. */
export function RunningFolds({ folds, columns, rows }: RunningFoldsProps) {
  const shown = folds.slice(0, folds.length > rows ? rows - 1 : rows)
  const more = folds.length - shown.length
  const widest = (text: (fold: RunningFold) => string, least: number) =>
    Math.max(least, ...shown.map(fold => widthOf(text(fold))))
  const nameWidth = widest(fold => fold.name, 17)
  const stageWidth = widest(fold => fold.stage, 15)
  const scoreWidth = widest(fold => fold.score, 6)
  const spare = Math.max(0, columns - nameWidth - stageWidth - scoreWidth - 8)
  const barWidth = Math.min(30, Math.floor(spare / 2))
  return (
    <Box flexDirection="column" flexShrink={0} height={rows}>
      {shown.map(({ name, stage, fraction, score, curve }) => (
        <Text key={name} wrap="truncate">
          {`${padTo(name, nameWidth)}  ${padTo(stage, stageWidth)}  `}
          <Text {...look('accent')}>{bar(fraction, barWidth)}</Text>
          {'  '}
          {padTo(score, scoreWidth, 'right')}
          {'  '}
          <Text {...look('accent')}>{sparkline(curve, Math.min(60, spare - barWidth))}</Text>
        </Text>
      ))}
      {more > 0 && rows > 0 && <Text {...look('dim')}>{`and ${more} more`}</Text>}
    </Box>
  )
}

import { Box, Text } from 'ink'
import { bar } from '../text/sparkline.ts'
import type { Gauge } from './gauge.ts'
import { look } from './theme.ts'

interface ProgressBarProps {
  readonly progress: Gauge
  readonly columns: number
}

/** A bar over a sixth of the width, then what it means. */
export function ProgressBar({ progress: { fraction, text }, columns }: ProgressBarProps) {
  return (
    <Box height={1} columnGap={2}>
      {fraction !== undefined && (
        <Box flexShrink={0}>
          <Text {...look('accent')}>{bar(fraction, Math.floor(columns / 6))}</Text>
        </Box>
      )}
      <Text wrap="truncate">{text}</Text>
    </Box>
  )
}

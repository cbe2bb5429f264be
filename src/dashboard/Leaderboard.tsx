import { Box, Text } from 'ink'
import type { Board } from '../text/board.ts'
import { arrange, headerLine, rowLine } from '../text/table.ts'
import { look } from './theme.ts'

interface LeaderboardProps {
  readonly board: Board
  readonly columns: number
  /** How many trials are shown, and the first of them. */
  readonly rows: number
  readonly scroll: number
}

/** Column titles and some of the trials. */
export function Leaderboard({ board, columns, rows, scroll }: LeaderboardProps) {
  const total = board.tones.length
  const table = arrange(board.columns, columns)
  const shown = Array.from({ length: Math.min(rows, total - scroll) }, (_, i) => scroll + i)
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Text {...look('dim')} wrap="truncate">
        {headerLine(table)}
      </Text>
      {shown.map(row => (
        <Text key={row} wrap="truncate" {...look(board.tones[row] ?? 'plain')}>
          {rowLine(table, row)}
        </Text>
      ))}
    </Box>
  )
}

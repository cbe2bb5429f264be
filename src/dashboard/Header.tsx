import { Box, Text } from 'ink'
import type { Layout } from './layout.ts'
import { ProgressBar } from './ProgressBar.tsx'
import { look } from './theme.ts'
import type { View } from './view.ts'

interface HeaderProps {
  readonly view: View
  readonly layout: Layout
  readonly columns: number
}

/** What runs, how far it is, and what works on it. */
export function Header({ view, layout, columns }: HeaderProps) {
  const { run, status, time, facts, engine, progress, work } = view
  return (
    <Box flexDirection="column" flexShrink={0}>
      {layout.title > 0 && (
        <Box height={1} justifyContent="space-between" columnGap={2}>
          <Text wrap="truncate">
            <Text {...look('strong')}>{run}</Text>
            {'  '}
            <Text {...look(status.tone)}>{status.text}</Text>
          </Text>
          <Box flexShrink={0}>
            <Text wrap="truncate">{time}</Text>
          </Box>
        </Box>
      )}
      {layout.facts > 0 && <Text wrap="truncate">{facts}</Text>}
      {layout.engine > 0 && <Text wrap="truncate">{engine}</Text>}
      {layout.progress > 0 && <ProgressBar progress={progress} columns={columns} />}
      {layout.work > 0 && work !== undefined && <ProgressBar progress={work} columns={columns} />}
    </Box>
  )
}

import { Box, Text } from 'ink'
import { clockText } from '../text/numbers.ts'
import type { Message } from './messages.ts'
import { look } from './theme.ts'

interface MessagesProps {
  readonly messages: readonly Message[]
  readonly rows: number
}

/** The last things that happened, newest at the bottom. */
export function Messages({ messages, rows }: MessagesProps) {
  const first = Math.max(0, messages.length - rows)
  return (
    <Box flexDirection="column" flexShrink={0}>
      {messages.slice(first).map(({ at, tone, text }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: messages have no other identity, and no state
        <Text key={i} wrap="truncate">
          <Text {...look('dim')}>{clockText(at)} </Text>
          <Text {...look(tone)}>{text}</Text>
        </Text>
      ))}
    </Box>
  )
}

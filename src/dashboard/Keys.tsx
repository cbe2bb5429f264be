import { type Key, useInput } from 'ink'

interface KeysProps {
  readonly onKey: (input: string, key: Key) => void
}

/** Listens to the keyboard; draws nothing. */
export function Keys({ onKey }: KeysProps) {
  useInput(onKey)
  return null
}

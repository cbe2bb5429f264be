import { Text } from 'ink'
import { look } from './theme.ts'

interface FooterProps {
  readonly isHelpOpen: boolean
  /** What the person should know now; takes the place of the keys. */
  readonly notice: string
  /** What q does: "stop", "detach". */
  readonly quitWord: string
  /** Which trials are shown ("1–8 of 12"); empty when all are. */
  readonly place: string
}

/** The last row: the keys, what the signs mean, or a notice. */
export function Footer({ isHelpOpen, notice, quitWord, place }: FooterProps) {
  if (notice !== '')
    return (
      <Text {...look('warning')} wrap="truncate">
        {notice}
      </Text>
    )
  return (
    <Text {...look('dim')} wrap="truncate">
      {isHelpOpen
        ? '≈ may be the best too   ± 95 % interval of the mean   ↑↓ PgUp PgDn scroll'
        : `q ${quitWord}   ? help${place === '' ? '' : `   ↑↓ trials ${place}`}`}
    </Text>
  )
}

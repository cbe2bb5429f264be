import process from 'node:process'
import type { TextProps } from 'ink'
import type { Tone } from '../text/tone.ts'

const looks: Record<Tone, Omit<TextProps, 'children'>> = {
  plain: {},
  strong: { bold: true },
  dim: { dimColor: true },
  best: { color: 'green' },
  warning: { color: 'yellow' },
  bad: { color: 'red' },
  accent: { color: 'cyan' },
}

/** How a tone looks; without colours where the person set NO_COLOR (no-color.org). */
export function look(tone: Tone): Omit<TextProps, 'children'> {
  const { color, ...rest } = looks[tone]
  return color === undefined || process.env.NO_COLOR ? rest : { ...rest, color }
}

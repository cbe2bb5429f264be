import type { View } from './view.ts'

/** How many rows of the screen each part gets; their sum, gaps included, is below the rows of the terminal. */
export interface Layout {
  readonly title: number
  readonly facts: number
  readonly engine: number
  readonly progress: number
  readonly work: number
  /** The line of column titles. */
  readonly boardHead: number
  readonly board: number
  readonly running: number
  readonly messages: number
  readonly footer: number
  /** Empty rows above the board, the running folds and the messages. */
  readonly gaps: number
}

type Part = keyof Layout

/** What is to be shown. */
export type Need = Pick<View, 'slots' | 'work' | 'messages' | 'engine'> & {
  readonly trials: number
  readonly hasFooter: boolean
}

/**
 * Divides the rows: each claim in turn takes what is still free, the most important first. One row stays empty,
 * because a frame as high as the screen makes it scroll.
 */
export function layoutOf(rows: number, need: Need): Layout {
  const rest = { title: 0, facts: 0, engine: 0, progress: 0, work: 0, boardHead: 0, board: 0, running: 0 }
  const layout: Record<Part, number> = { ...rest, messages: 0, footer: 0, gaps: 0 }
  let free = Math.max(0, Math.floor(rows) - 1)
  for (const [part, wanted] of claims(need, rows)) {
    const more = Math.min(free, Math.max(0, wanted - layout[part]))
    layout[part] += more
    free -= more
  }
  return layout
}

function claims(need: Need, rows: number): [Part, number][] {
  const { trials, slots, work, messages, engine, hasFooter } = need
  const sections = [trials, slots, messages.length].filter(count => count > 0).length
  return [
    ['title', 1],
    ['progress', 1],
    ['work', work === undefined ? 0 : 1],
    ['footer', hasFooter ? 1 : 0],
    ['boardHead', Math.min(1, trials)],
    ['board', Math.min(3, trials)],
    ['running', Math.min(2, slots)],
    ['facts', 1],
    ['engine', engine === '' ? 0 : 1],
    ['messages', Math.min(1, messages.length)],
    ['gaps', Math.min(1, sections)],
    ['board', Math.min(5, trials)],
    ['running', Math.min(slots, Math.floor(rows / 3))],
    ['gaps', sections],
    ['messages', Math.min(3, messages.length)],
    ['board', trials],
    ['running', slots],
    ['messages', messages.length],
  ]
}

import type { Key } from 'ink'

/** What the person has done to the screen. */
export interface Ui {
  /** First row of the leaderboard that is shown. */
  readonly scroll: number
  readonly isHelpOpen: boolean
}

export const initialUi: Ui = { scroll: 0, isHelpOpen: false }

type PressedKey = Partial<
  Pick<Key, 'upArrow' | 'downArrow' | 'pageUp' | 'pageDown' | 'home' | 'end' | 'ctrl'>
>

/** Ink reads keys raw: Ctrl-C arrives here and not as a signal. */
export function isQuit(input: string, key: PressedKey): boolean {
  return key.ctrl === true ? input === 'c' : input === 'q' || input === 'Q'
}

/** `page` rows are shown of `total`. */
export function press(ui: Ui, input: string, key: PressedKey, page: number, total: number): Ui {
  if (input === '?') return { ...ui, isHelpOpen: !ui.isHelpOpen }
  const step = stepOf(input, key, page, total)
  return step === 0
    ? ui
    : { ...ui, scroll: clampScroll(clampScroll(ui.scroll, page, total) + step, page, total) }
}

export function clampScroll(scroll: number, page: number, total: number): number {
  return Math.max(0, Math.min(scroll, total - page))
}

function stepOf(input: string, key: PressedKey, page: number, total: number): number {
  if (key.upArrow || input === 'k') return -1
  if (key.downArrow || input === 'j') return 1
  if (key.pageUp) return -page
  if (key.pageDown) return page
  if (key.home) return -total
  return key.end ? total : 0
}

import process from 'node:process'

/** What is asked of a stream that may be a terminal. */
export interface Terminal {
  readonly columns?: number
  readonly rows?: number
  readonly isTTY?: boolean
}

const enterAlternate = '\u001B[?1049h\u001B[2J\u001B[H'
const leaveAlternate = '\u001B[?1049l\u001B[?25h'
const clear = '\u001B[2J\u001B[H'

/** Columns and rows of a terminal; 80 × 24 when it does not say. */
export function sizeOf({ columns, rows }: Terminal): { columns: number; rows: number } {
  return { columns: columns || 80, rows: rows || 24 }
}

/** Whether a dashboard makes sense here: a terminal that can move its cursor, and not a build server. */
export function canShowDashboard(
  { isTTY }: Terminal = process.stdout,
  { CI, TERM }: NodeJS.ProcessEnv = process.env,
): boolean {
  const isCi = CI !== undefined && CI !== '' && CI !== '0' && CI !== 'false'
  return isTTY === true && !isCi && TERM !== 'dumb'
}

/** The terminal's second screen. It is left even when the process breaks, so that the error can be read. */
export function openScreen(stdout: NodeJS.WriteStream) {
  let isOpen = stdout.isTTY
  if (isOpen) stdout.write(enterAlternate)
  function close(): void {
    if (isOpen) stdout.write(leaveAlternate)
    isOpen = false
    process.off('exit', close)
    process.off('uncaughtExceptionMonitor', close)
  }
  process.on('exit', close)
  process.on('uncaughtExceptionMonitor', close)
  return {
    close,
    /** Clears before drawing, and before Ink does: a terminal may have wrapped or cut the old lines. */
    onResize(draw: () => void): () => void {
      const resized = () => {
        stdout.write(clear)
        draw()
      }
      stdout.prependListener('resize', resized)
      return () => stdout.off('resize', resized)
    },
  }
}

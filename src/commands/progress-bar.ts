import type { Progress } from '../base/progress.ts'
import { rewriteLine } from '../base/safe-output.ts'

interface Terminal {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

const cells = 24
const linesEveryMs = 5000

/** A bar on one line of a terminal; elsewhere a line at the beginning, every few seconds and at the end. */
export function progressBar(screen: Terminal = process.stderr, now = () => performance.now()) {
  let lastLineAt = Number.NEGATIVE_INFINITY
  return {
    update(progress: Progress): void {
      if (screen.isTTY === true) {
        rewriteLine(screen, barText(progress).slice(0, (screen.columns ?? 80) - 1))
        return
      }
      const { label, done, total } = progress
      if (done < total && now() - lastLineAt < linesEveryMs) return
      lastLineAt = now()
      screen.write(`${label}: ${done} of ${total}\n`)
    },
    clear(): void {
      if (screen.isTTY === true) rewriteLine(screen)
    },
  }
}

/** "MobileNetV2: features  ━━━━━━────  120 of 397". */
export function barText({ label, done, total }: Progress): string {
  const full = Math.round((cells * done) / Math.max(1, total))
  return `${label}  ${'━'.repeat(full)}${'─'.repeat(cells - full)}  ${done} of ${total}`
}

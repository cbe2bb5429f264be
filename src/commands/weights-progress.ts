import { rewriteLine } from '../base/safe-output.ts'
import { formatBytes } from '../text/format.ts'
import type { DownloadProgress } from '../weights/ensure.ts'

interface Terminal {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

const everyMs = 100
const cells = 24

/** A progress bar on one line of a terminal; elsewhere one line when a download begins. */
export function downloadBar(screen: Terminal = process.stderr) {
  let lastMs = 0
  let isShown = false
  return {
    update(progress: DownloadProgress): void {
      if (!screen.isTTY) {
        if (!isShown) screen.write(`${beginning(progress)}\n`)
        isShown = true
        return
      }
      const isDone = progress.received === progress.total
      if (!isDone && performance.now() - lastMs < everyMs) return
      lastMs = performance.now()
      isShown = true
      rewriteLine(screen, progressText(progress).slice(0, (screen.columns ?? 80) - 1))
    },
    clear(): void {
      if (isShown && screen.isTTY) rewriteLine(screen)
    },
  }
}

function beginning({ file, total, waiting }: DownloadProgress): string {
  if (waiting) return `${file.backbone}: another process is fetching ${file.name}`
  return `${file.backbone}: fetching ${file.name}${total === undefined ? '' : ` (${formatBytes(total)})`}`
}

/** "VGG16  ━━━━━━────  12.0 MB of 56.2 MB". */
export function progressText({ file, received, total, waiting }: DownloadProgress): string {
  const who = waiting ? `${file.backbone} (by another process)` : file.backbone
  if (total === undefined || total === 0) return `${who}  ${formatBytes(received)}`
  const full = Math.round(cells * Math.min(1, received / total))
  const bar = '━'.repeat(full) + '─'.repeat(cells - full)
  return `${who}  ${bar}  ${formatBytes(received)} of ${formatBytes(total)}`
}

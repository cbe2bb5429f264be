import { closeSync } from 'node:fs'
import { isatty } from 'node:tty'
import { messageOf } from './base/errors.ts'
import { dropOutput } from './commands/drop-output.ts'

/** What a command does, beside what it writes to its output. */
type Purpose = 'print' | 'work'

/**
 * Lets a process outlive its output: the reader of a pipe has gone, the terminal is closed, the disk is full. What is
 * written from then on is dropped. A command that only prints ends: it is done when its reader has gone (`| head`), and
 * has failed otherwise. After `keepWorking` the process goes on in silence.
 */
export function outliveOutput(): { keepWorking(): void } {
  let purpose: Purpose = 'print'
  onLoss(process.stderr, () => undefined)
  onLoss(process.stdout, error => {
    if (purpose === 'work') return
    if (error.code === 'EPIPE') process.exit(0)
    process.stderr.write(`standard output is lost: ${messageOf(error)}\n`)
    process.exit(1)
  })
  giveUpClosedTerminals()
  return {
    keepWorking() {
      purpose = 'work'
    },
  }
}

function giveUpClosedTerminals(): void {
  const terminals = [0, 1, 2].filter(fd => isatty(fd))
  // A closed one gives no more keys, and cannot be set back to how it was before.
  if (terminals.includes(0)) process.stdin.on('error', () => undefined)
  // Node.js sets terminals back last of all, and aborts where one is closed; a closed descriptor is left alone.
  process.on('exit', () => {
    for (const fd of terminals) if (!isatty(fd)) closeSync(fd)
  })
}

/** Calls back once; writes that were under way may fail, too. */
function onLoss(stream: NodeJS.WriteStream, lost: (error: NodeJS.ErrnoException) => void): void {
  let isLost = false
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (isLost) return
    isLost = true
    dropOutput(stream)
    lost(error)
  })
}

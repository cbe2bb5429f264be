import { rename } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { exitCodeOf, explain, messageOf, toPlain, UserError } from '../../base/errors.ts'
import { resumeCommand } from '../resume.ts'
import { runCommand } from '../run.ts'
import type { Show } from '../screen.ts'
import type { FromDetached, Order } from './messages.ts'

/** The whole life of a detached process: its parent gives it an order, is told until the sweep has begun, and goes. */
export function serveDetached(): void {
  process.once('message', order => void work(order as Order))
}

async function work(order: Order): Promise<void> {
  const wrap = (show: Show) => tellingParent(show, order)
  try {
    process.exitCode =
      order.command === 'run'
        ? await runCommand(order.file, order.options, wrap)
        : await resumeCommand(order.run, order.options, wrap)
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`)
    process.exitCode = exitCodeOf(error)
    if (error instanceof UserError) tell({ type: 'refused', error: toPlain(error) })
    else tell({ type: 'failed', message: messageOf(error) })
  } finally {
    leaveParent()
  }
}

function tellingParent({ hooks, stop }: Show, { command, log }: Order): Show {
  return {
    hooks: {
      ...hooks,
      onProgress(progress) {
        hooks.onProgress?.(progress)
        tell({ type: 'progress', progress })
      },
      onHeld(run) {
        hooks.onHeld?.(run)
        // The open file goes along. Where it cannot be moved, output in an unexpected place is better than none.
        if (command === 'run') void rename(log, path.join(run.folder, 'output.log')).catch(() => undefined)
        tell({ type: 'held', folder: run.folder })
      },
      onBudget(budget) {
        hooks.onBudget?.(budget)
        tell({ type: 'begun' })
        leaveParent()
      },
    },
    stop,
  }
}

function tell(message: FromDetached): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
}

function leaveParent(): void {
  if (process.connected) process.disconnect()
}

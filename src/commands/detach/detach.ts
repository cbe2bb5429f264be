import { type ChildProcess, fork } from 'node:child_process'
import { open, readFile, rm, rmdir } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { fromPlain } from '../../base/errors.ts'
import { findRun } from '../../store/find-run.ts'
import { makeRunsFolder } from '../../store/runs-folder.ts'
import type { Output } from '../output.ts'
import { progressBar } from '../progress-bar.ts'
import { runWords } from '../run-words.ts'
import type { FromDetached, Order, Task } from './messages.ts'

/** A sweep that has begun in a process of its own, or was interrupted before; without a folder, it left none. */
interface Begun {
  readonly folder: string | undefined
  readonly pid: number
  readonly isInterrupted: boolean
}

const entry = new URL('../../detached.js', import.meta.url)

/**
 * Starts a sweep in a process of its own session, which outlives this one and its terminal, and waits until it has
 * begun. What keeps it from beginning is thrown as if it had been started here. Gives the exit code.
 */
export async function detach(task: Task, out: Output = process.stdout): Promise<number> {
  const { runs, json } = task.options
  const log = await openLog(task)
  const begun = await start(task, log.file).catch(async (error: unknown) => {
    await log.discard()
    throw error
  })
  const { folder, pid, isInterrupted } = begun
  if (folder === undefined || isInterrupted) {
    await log.discard()
    const next = folder === undefined ? '' : ` Go on with: nightsweep resume ${runWords(folder, runs)}`
    process.stderr.write(`Interrupted before it began.${next}\n`)
    return 130
  }
  const told = { run: path.basename(folder), folder, pid }
  out.write(json === true ? `${JSON.stringify(told)}\n` : begunText(told, runs))
  return 0
}

async function start(task: Task, log: string): Promise<Begun> {
  const handle = await open(log, 'a')
  const words = task.command === 'run' ? task.file : task.run
  const child = fork(entry, [task.command, words], {
    detached: true,
    serialization: 'advanced',
    stdio: ['ignore', handle.fd, handle.fd, 'ipc'],
  })
  await handle.close()
  const interrupt = () => void child.kill('SIGINT')
  process.on('SIGINT', interrupt)
  try {
    return await untilBegun(child, task, log)
  } finally {
    process.off('SIGINT', interrupt)
    if (child.connected) child.disconnect()
    child.unref()
  }
}

function untilBegun(child: ChildProcess, task: Task, log: string): Promise<Begun> {
  const bar = progressBar()
  const begun = new Promise<Begun>((resolve, reject) => {
    let folder: string | undefined
    const end = (isInterrupted: boolean) => resolve({ folder, pid: child.pid ?? 0, isInterrupted })
    child.on('message', sent => {
      const message = sent as FromDetached
      if (message.type === 'progress') bar.update(message.progress)
      else if (message.type === 'held') folder = message.folder
      else if (message.type === 'begun') end(false)
      else if (message.type === 'refused') reject(fromPlain(message.error))
      else if (message.type === 'failed') reject(new Error(message.message))
      else message satisfies never
    })
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 130) end(true)
      else lastWords(log, signal ?? `exit code ${code}`).then(text => reject(new Error(text)), reject)
    })
    const options = { ...task.options, plain: true, json: false, detach: false }
    child.send({ ...task, options, log } as Order)
  })
  return begun.finally(bar.clear)
}

async function lastWords(log: string, how: string): Promise<string> {
  const text = await readFile(log, 'utf8').catch(() => '')
  const last = text.trim().split('\n').at(-1) ?? ''
  return `the process ended before the sweep had begun: ${how}${last === '' ? '' : ` (${last})`}`
}

/** In the run's folder; of a run that has none yet, hidden among the runs. */
async function openLog(task: Task) {
  const { runs } = task.options
  if (task.command === 'resume') {
    const file = path.join(await findRun(runs, task.run), 'output.log')
    return { file, discard: async () => undefined }
  }
  const made = await makeRunsFolder(runs)
  const file = path.resolve(runs, `.detached-${process.pid}.log`)
  return {
    file,
    async discard() {
      await rm(file, { force: true })
      // Nothing was begun: no folder is left either.
      if (made !== undefined) await rmdir(runs).catch(() => undefined)
    },
  }
}

function begunText({ run, folder, pid }: { run: string; folder: string; pid: number }, runs: string): string {
  const words = runWords(folder, runs)
  return [
    `${run} has begun and goes on without this terminal: process ${pid}, ${folder}`,
    `  nightsweep watch ${words}`,
    `  nightsweep stop ${words}`,
    '',
  ].join('\n')
}

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import type { Rhythm } from '../../src/base/lock/pulse.ts'

/** Waits for a line, then takes the lock of a run folder and keeps it; says what happens to it. */
const script = `
  import { once } from 'node:events'
  import { acquireLock } from ${JSON.stringify(new URL('../../dist/store/lock.js', import.meta.url).href)}
  const [folder, rhythm] = process.argv.slice(1)
  const say = line => process.stdout.write(line + '\\n')
  say('ready')
  process.stdin.on('end', () => process.exit())
  await once(process.stdin, 'data')
  try {
    const lock = await acquireLock(folder, JSON.parse(rhythm))
    say('held by ' + process.pid)
    lock.lost.addEventListener('abort', () => say('lost: ' + lock.lost.reason.message))
  } catch (error) {
    say(error.name + ': ' + error.message)
  }`

export interface Holder {
  readonly child: ChildProcess
  /** What it says next. */
  next(): Promise<string>
  /** Lets it take the lock. */
  go(): void
}

export const quickRhythm: Rhythm = { beatMs: 100, silenceMs: 1000 }

/** A real process that takes the lock of a run when told; killed when the test ends. */
export async function startHolder(
  folder: string,
  { within = [], rhythm = quickRhythm }: { within?: readonly string[]; rhythm?: Rhythm } = {},
): Promise<Holder> {
  const [command = '', ...words] = [
    ...within,
    process.execPath,
    ...['--input-type=module', '-e', script, folder, JSON.stringify(rhythm)],
  ]
  const child = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => String((await lines.next()).value)
  await next()
  return { child, next, go: () => child.stdin.write('go\n') }
}

export async function killHard({ child }: Holder): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

/** Commands that run another in a new namespace of process numbers; empty where this system does not allow that. */
export function namespaces(): Array<[string, string[]]> {
  const base = ['--pid', '--fork', '--kill-child']
  const variants: Array<[string, string[]]> = [
    ['with its own /proc', [...base, '--mount-proc']],
    ["with its parent's /proc", base],
  ]
  const allowed = [[], ['--user', '--map-root-user']].find(
    more => spawnSync('unshare', [...more, ...base, '--mount-proc', 'true']).status === 0,
  )
  return allowed === undefined
    ? []
    : variants.map(([name, words]) => [name, ['unshare', ...allowed, ...words]])
}

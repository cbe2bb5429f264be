import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import path from 'node:path'

type Promises = typeof fs.promises
type FileHandle = fs.promises.FileHandle

/** What happens to a call that changes files. */
export type Fate =
  | 'pass'
  /** Nothing is done; the disk takes nothing just now. */
  | 'full'
  /** Half of the bytes are written, then there is no room for the rest. */
  | 'torn'
  /** It is done, and told as failed: what a drive says that goes away right then. */
  | 'doneButFailed'
  /** It is done when others that were asked for later are done. */
  | 'late'
  /** The power is off: nothing is done any more, and of what was not synced only a part is on the disk. */
  | 'dead'

/** What a disk without power has of bytes that nobody had synced. */
export type Remains = 'all' | 'half' | 'none' | 'zeros'

export interface FaultyFiles {
  /** Calls so far. */
  readonly calls: number
  /** What they were, for a message. */
  readonly log: readonly string[]
  /** The real files again. */
  restore(): void
}

const real: Promises = { ...fs.promises }
const writes = ['writeFile', 'rename', 'link', 'rm', 'mkdir', 'rmdir', 'open'] as const
const handleWrites = ['appendFile', 'writeFile', 'write', 'datasync', 'sync', 'truncate'] as const
const lateMs = 15

/**
 * Puts itself in the place of all calls that change files in a folder, for every module of this process: `fateOf` is asked
 * with each call's number, from 1. Heartbeats of locks are left alone, as they come by the clock.
 */
export function faultyFiles(
  folder: string,
  fateOf: (call: number, name: string) => Fate,
  remains: Remains = 'all',
): FaultyFiles {
  const log: string[] = []
  let isDead = false
  /** Bytes of each file that a loss of power cannot take. */
  const synced = new Map<string, number>()

  const isIn = (file: unknown): file is string =>
    typeof file === 'string' && file.startsWith(folder + path.sep)

  async function call<T>(name: string, act: () => Promise<T>, tear?: () => Promise<unknown>): Promise<T> {
    if (isDead) throw dead()
    const fate = fateOf(log.push(name), name)
    if (fate === 'pass') return act()
    if (fate === 'dead') {
      if (tear !== undefined && remains !== 'none') await tear().catch(() => undefined)
      await losePower()
      throw dead()
    }
    if (fate === 'late') {
      await new Promise(resolve => setTimeout(resolve, lateMs))
      return act()
    }
    if (fate === 'torn') await tear?.()
    if (fate === 'doneButFailed') await act()
    throw Object.assign(new Error(`ENOSPC: no space left on device, ${name}`), { code: 'ENOSPC' })
  }

  async function losePower(): Promise<void> {
    isDead = true
    for (const [file, length] of synced) {
      const bytes = await real.readFile(file).catch(() => undefined)
      if (bytes === undefined || bytes.length <= length) continue
      const rest = bytes.subarray(length)
      if (remains === 'zeros')
        await real.writeFile(file, Buffer.concat([bytes.subarray(0, length), rest.fill(0)]))
      if (remains === 'half') await real.truncate(file, length + Math.floor(rest.length / 2))
      if (remains === 'none') await real.truncate(file, length)
    }
  }

  function watched(handle: FileHandle, file: string): FileHandle {
    const own: Record<string, unknown> = {}
    for (const name of handleWrites) {
      const act = handle[name].bind(handle) as (...values: unknown[]) => Promise<unknown>
      own[name] = (...values: unknown[]) =>
        call(
          `${name} ${path.basename(file)}`,
          async () => {
            const result = await act(...values)
            if (name.endsWith('sync')) synced.set(file, (await handle.stat()).size)
            return result
          },
          name === 'appendFile' ? () => act(halfOf(values[0])) : undefined,
        )
    }
    return Object.assign(handle, own)
  }

  async function open(...values: Parameters<Promises['open']>): Promise<FileHandle> {
    const [file, flags = 'r'] = values
    if (!isIn(file) || flags === 'r' || flags === 'r+') {
      if (isDead && isIn(file) && flags === 'r+') throw dead()
      return real.open(...values)
    }
    let opened: FileHandle | undefined
    const handle = await call(`open ${path.basename(file)}`, async () => {
      opened = await real.open(...values)
      return opened
    }).catch(async error => {
      await opened?.close()
      throw error
    })
    if (!synced.has(file)) synced.set(file, (await handle.stat()).size)
    return watched(handle, file)
  }

  const patched: Record<string, unknown> = { open }
  for (const name of writes) {
    if (name === 'open') continue
    const act = real[name] as (...values: unknown[]) => Promise<unknown>
    patched[name] = (...values: unknown[]) => {
      const file = values.find(isIn)
      if (file === undefined) return act(...values)
      const tear = name === 'writeFile' ? () => act(file, halfOf(values[1]), ...values.slice(2)) : undefined
      return call(`${name} ${path.basename(file)}`, () => act(...values), tear)
    }
  }
  Object.assign(fs.promises, patched)
  syncBuiltinESMExports()
  return {
    get calls() {
      return log.length
    },
    log,
    restore() {
      Object.assign(fs.promises, real)
      syncBuiltinESMExports()
    },
  }
}

const dead = () => Object.assign(new Error('EBADF: the power is off'), { code: 'EBADF' })

function halfOf(content: unknown): Buffer {
  const bytes = Array.isArray(content)
    ? Buffer.concat(content)
    : Buffer.from(content as string | Uint8Array as string)
  return bytes.subarray(0, Math.floor(bytes.length / 2))
}

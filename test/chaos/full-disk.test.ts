import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { readJournal } from '../../src/store/journal-reader.ts'
import { journalPath } from '../../src/store/paths.ts'
import { cli, nightsweep, project } from '../end-to-end/project.ts'
import { temporaryFolder } from '../store/temporary.ts'

const isWanted = process.env.NIGHTSWEEP_CHAOS === 'all'

/** A disk of 16 MB; undefined where this user may mount none. */
function smallDisk(): string | undefined {
  const folder = path.join(temporaryFolder(), 'disk')
  mkdirSync(folder)
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder]).status !== 0) return undefined
  onTestFinished(() => void spawnSync('umount', ['-l', folder]))
  return folder
}

const filler = (disk: string) => path.join(disk, 'filler')
/** Takes all that is left. */
function fill(disk: string): void {
  for (let part = 0, bytes = 1 << 20; bytes > 0; part++)
    try {
      mkdirSync(filler(disk), { recursive: true })
      writeFileSync(path.join(filler(disk), String(part)), Buffer.alloc(bytes))
    } catch {
      bytes = Math.floor(bytes / 2)
    }
}
const free = (disk: string) => rmSync(filler(disk), { recursive: true })

test.skipIf(!isWanted || process.getuid?.() !== 0)(
  'a real disk that fills up under a real sweep (needs root, and NIGHTSWEEP_CHAOS=all)',
  async context => {
    const disk = smallDisk()
    if (disk === undefined) return context.skip('this machine mounts no tmpfs')
    const folder = await project(500)
    const flags = ['--runs', disk, '--engine', 'wasm', '--workers', '1']
    const run = path.join(disk, 'colours')

    fill(disk)
    const refused = await nightsweep(folder, 'run', 'colours.yaml', ...flags)
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('no room') })
    expect(readdirSync(disk)).toEqual(['filler'])
    free(disk)

    const child = spawn(process.execPath, [cli, 'run', 'colours.yaml', ...flags, '--json'], { cwd: folder })
    let errors = ''
    child.stderr.on('data', text => (errors += text))
    const exit = once(child, 'exit')
    onTestFinished(() => void child.kill('SIGKILL'))
    const seen: string[] = []
    const reasons: string[] = []
    for await (const line of createInterface({ input: child.stdout })) {
      const event = JSON.parse(line)
      seen.push(event.type)
      const count = (type: string) => seen.filter(one => one === type).length
      if (seen.length === 30 || event.type === 'released') fill(disk)
      if (event.type === 'held') reasons.push(event.reason)
      if (event.type === 'held' && count('held') === 1) void sleep(500).then(() => free(disk))
      if (event.type === 'held' && count('held') === 2) void sleep(500).then(() => child.kill('SIGINT'))
    }
    expect(await exit).toEqual([1, null])
    expect(seen.filter(type => type === 'released')).toHaveLength(1)
    expect(reasons[0]).toContain(`no room on the disk of ${run}`)
    expect(errors).toContain('the journal cannot be written (ENOSPC)')
    expect(existsSync(path.join(run, 'lock'))).toBe(false)
    await readJournal(journalPath(run))

    // The lock has left a little room.
    fill(disk)
    const full = await nightsweep(folder, 'resume', 'colours', ...flags)
    expect(full).toMatchObject({ code: 1, stderr: expect.stringContaining('no room') })
    free(disk)
    expect((await nightsweep(folder, 'resume', 'colours', ...flags, '--trials', '8')).code).toBe(0)
    const events = await readJournal(journalPath(run))
    const done = events.flatMap(event =>
      event.type === 'foldEnded' && event.outcome.status === 'done' ? `${event.trial}/${event.fold}` : [],
    )
    expect(new Set(done).size).toBe(done.length)
    expect(done.length).toBeGreaterThanOrEqual(16)
    expect(events.at(-1)).toMatchObject({ type: 'ended', state: 'finished' })
  },
  180_000,
)

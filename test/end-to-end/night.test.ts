import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { RunEvent } from '../../src/run/event.ts'
import { cli, nightsweep, project } from './project.ts'

const flags = ['--engine', 'wasm', '--workers', '1']

/** What there is of the run in a project. */
function runIn(folder: string) {
  const run = path.join(folder, 'runs/colours')
  const journal = path.join(run, 'journal.ndjson')
  const events = (): RunEvent[] =>
    existsSync(journal)
      ? readFileSync(journal, 'utf8')
          .split('\n')
          .slice(0, -1)
          .map(line => JSON.parse(line))
      : []
  return {
    events,
    count: (type: RunEvent['type']) => events().filter(event => event.type === type).length,
    /** How it ended, when no lock and no process are left of it. */
    async end(): Promise<RunEvent | undefined> {
      await until(() => events().at(-1)?.type === 'ended')
      await until(() => !existsSync(path.join(run, 'lock')) && processesIn(folder).length === 0)
      return events().at(-1)
    },
  }
}

const until = (isSo: () => boolean) => vi.waitUntil(isSo, { timeout: 40_000, interval: 30 })

/** The host is one of them. */
function processesIn(folder: string): string[] {
  const place = realpathSync(folder)
  return (existsSync('/proc') ? readdirSync('/proc') : []).filter(pid => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === place
    } catch {
      return false
    }
  })
}

const tmux = (server: string, ...args: string[]) =>
  spawnSync('tmux', ['-L', server, ...args], { env: { ...process.env, CI: 'false' } })

test.skipIf(tmux('none', '-V').status !== 0)(
  'a sweep goes on to its end when its tmux session is killed (needs tmux)',
  async () => {
    const folder = await project(6)
    const [server, { count, end, events }] = [path.basename(folder), runIn(folder)]
    onTestFinished(() => void tmux(server, 'kill-server'))
    const command = [process.execPath, cli, 'run', 'colours.yaml', ...flags].join(' ')
    tmux(server, 'new-session', '-d', '-s', 'night', '-c', folder, command)
    await until(() => count('foldStarted') > 0)
    tmux(server, 'kill-session', '-t', 'night')
    expect(await end()).toMatchObject({ state: 'finished' })
    const told = events().filter(event => event.type === 'note' && /terminal was closed/.test(event.text))
    expect(told).toMatchObject([
      { text: 'the terminal was closed; the sweep goes on; watch it: nightsweep watch colours' },
    ])
  },
)

test('a detached sweep outlives who started it, and can be paused, let go and stopped', async () => {
  const folder = await project(400)
  const { count, end, events } = runIn(folder)
  const begun = await nightsweep(folder, 'run', 'colours.yaml', ...flags, '--detach', '--json')
  expect(begun.code).toBe(0)
  const { pid, ...named } = JSON.parse(begun.stdout)
  expect([typeof pid, named]).toEqual(['number', { run: 'colours', folder: 'runs/colours' }])
  const paused = await nightsweep(folder, 'pause', 'colours')
  expect(paused.stdout).toMatch(/^colours is paused.* Go on: nightsweep go colours$/m)
  await until(() => count('foldStarted') === count('foldEnded'))
  const before = count('foldStarted')
  expect((await nightsweep(folder, 'go', 'colours')).stdout).toBe('colours goes on.\n')
  await until(() => count('foldStarted') > before)
  expect(await nightsweep(folder, 'stop', 'colours')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^colours is stopped. Go on: nightsweep resume colours$/m),
  })
  expect(await end()).toMatchObject({
    state: 'interrupted',
    reason: expect.stringContaining('nightsweep stop`'),
  })
  const cutOff = events().filter(event => event.type === 'foldEnded' && event.outcome.status !== 'done')
  expect(cutOff).toEqual([])
  expect(readFileSync(path.join(folder, 'runs/colours/output.log'), 'utf8')).toContain('trial 0, fold 1/2: ')
})

test('what keeps a detached sweep from beginning is told at once, and leaves nothing', async () => {
  const folder = await project(1)
  const nowhere = ['run', 'colours.yaml', ...flags, '--detach', '--set', 'data.path=nowhere']
  const { code, stdout, stderr } = await nightsweep(folder, ...nowhere)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/nowhere/)
  expect(readdirSync(folder)).toEqual(['colours.yaml'])
})

const isLong = process.env.NIGHTSWEEP_HANGUPS !== undefined
const long = test.skipIf(!isLong)

long('with --stop-on-hangup a closed terminal ends the sweep (needs NIGHTSWEEP_HANGUPS)', async () => {
  const folder = await project(30)
  const child = spawn(process.execPath, [cli, 'run', 'colours.yaml', ...flags, '--stop-on-hangup'], {
    cwd: folder,
    stdio: 'ignore',
  })
  const { count, end } = runIn(folder)
  await until(() => count('run') > 0)
  child.kill('SIGHUP')
  expect(await once(child, 'exit')).toEqual([130, null])
  expect(await end()).toMatchObject({
    state: 'interrupted',
    reason: expect.stringMatching(/^stopped when the terminal was closed;/),
  })
})

long('a resumed, detached sweep is terminated in order (needs NIGHTSWEEP_HANGUPS)', async () => {
  const folder = await project(60)
  const { count, end } = runIn(folder)
  await nightsweep(folder, 'run', 'colours.yaml', ...flags, '--detach')
  await nightsweep(folder, 'stop', 'colours', '--now')
  const again = await nightsweep(folder, 'resume', 'colours', ...flags, '--detach', '--json', '--until', '8h')
  const sessions = count('session')
  process.kill(JSON.parse(again.stdout).pid, 'SIGTERM')
  expect(sessions).toBe(2)
  expect(await end()).toMatchObject({
    state: 'interrupted',
    reason: 'stopped by a signal (SIGTERM); `nightsweep resume` goes on',
  })
})

long('killed, a detached sweep leaves no host and is presumed dead (needs NIGHTSWEEP_HANGUPS)', async () => {
  const folder = await project(60)
  const begun = await nightsweep(folder, 'run', 'colours.yaml', ...flags, '--detach', '--json')
  process.kill(JSON.parse(begun.stdout).pid, 'SIGKILL')
  await until(() => processesIn(folder).length === 0)
  const [listed] = JSON.parse((await nightsweep(folder, 'list', '--json')).stdout)
  expect(listed).toMatchObject({
    state: 'interrupted',
    pid: null,
    presumedDeadSince: expect.stringMatching(/Z$/),
  })
  const resumed = await nightsweep(folder, 'resume', 'colours', ...flags, '--trials', '3')
  expect(resumed.code).toBe(0)
})

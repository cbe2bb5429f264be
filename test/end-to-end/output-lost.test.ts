import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, openSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { cli, nightsweep, project } from './project.ts'

const sweep = ['run', 'colours.yaml', '--engine', 'wasm', '--workers', '1']

/** What is left of the run in a folder when its process has ended. */
function remains(folder: string) {
  const run = path.join(folder, 'runs/colours')
  const lines = readFileSync(path.join(run, 'journal.ndjson'), 'utf8').trim().split('\n')
  const { type, state } = JSON.parse(lines.at(-1)!)
  return { type, state, isLocked: existsSync(path.join(run, 'lock')) }
}

const finished = { type: 'ended', state: 'finished', isLocked: false }

test('a sweep whose reader has gone goes on to its end', async () => {
  const folder = await project(3)
  const child = spawn(process.execPath, [cli, ...sweep, '--json'], { cwd: folder })
  child.stdout.once('data', () => child.stdout.destroy())
  expect(await once(child, 'exit')).toEqual([0, null])
  expect(remains(folder)).toEqual(finished)
})

test('a sweep goes on when nobody reads its errors either', async () => {
  const folder = await project(2)
  const child = spawn(process.execPath, [cli, ...sweep, '--json'], { cwd: folder })
  child.stderr.destroy()
  child.stdout.once('data', () => {
    child.stdout.destroy()
    child.kill('SIGINT')
  })
  expect(await once(child, 'exit')).toEqual([130, null])
  expect(remains(folder)).toEqual({ ...finished, state: 'interrupted' })
})

const full = '/dev/full'
test.skipIf(!existsSync(full))(
  `a sweep goes on when the disk of its output is full (needs ${full})`,
  async () => {
    const folder = await project(2)
    const output = openSync(full, 'w')
    const child = spawn(process.execPath, [cli, ...sweep], { cwd: folder, stdio: ['ignore', output, output] })
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(remains(folder)).toEqual(finished)
  },
)

test.skipIf(!existsSync(full))(`a list that cannot be written has failed (needs ${full})`, async () => {
  const folder = await project(1)
  const child = spawn(process.execPath, [cli, 'list'], {
    cwd: folder,
    stdio: ['ignore', openSync(full, 'w'), 'pipe'],
  })
  let errors = ''
  child.stderr?.on('data', text => (errors += text))
  expect(await once(child, 'close')).toEqual([1, null])
  expect(errors).toBe('standard output is lost: ENOSPC: no space left on device, write\n')
})

test('a table is done when its reader has gone', async () => {
  const folder = await project(1)
  await nightsweep(folder, ...sweep)
  const child = spawn(process.execPath, [cli, 'leaderboard', 'colours', '--json'], { cwd: folder })
  child.stdout.destroy()
  let errors = ''
  child.stderr.on('data', text => (errors += text))
  expect(await once(child, 'close')).toEqual([0, null])
  expect(errors).toBe('')
})

/** Runs a command on a terminal of its own and closes that once a trial is shown. */
const terminal = `
import os, pty, subprocess, sys
isControlling, command = sys.argv[1] == 'controlling', sys.argv[2:]
if isControlling:
    pid, master = pty.fork()
    if pid == 0: os.execvp(command[0], command)
else:
    master, slave = pty.openpty()
    child = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
    os.close(slave)
seen = b''
while b'trial' not in seen: seen += os.read(master, 4096)
os.close(master)
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) if isControlling else child.wait()
print(code)
`
const hasPython = spawnSync('python3', ['-c', 'import os, pty; os.waitstatus_to_exitcode']).status === 0

async function onTerminal(kind: string, folder: string, ...flags: string[]): Promise<string> {
  const command = [process.execPath, cli, ...sweep, ...flags]
  const env = { ...process.env, TERM: 'xterm', CI: 'false' }
  const child = spawn('python3', ['-c', terminal, kind, ...command], { cwd: folder, env })
  let text = ''
  child.stdout.on('data', part => (text += part))
  child.stderr.on('data', part => (text += part))
  await once(child, 'close')
  return text
}

test.skipIf(!hasPython).each([
  ['lines', ['--plain']],
  ['the dashboard', []],
])('a sweep that shows %s goes on when its terminal is closed (needs python3 ≥ 3.9)', async (_, flags) => {
  const folder = await project(2)
  expect(await onTerminal('any', folder, ...flags)).toBe('0\n')
  expect(remains(folder)).toEqual(finished)
})

test.skipIf(!hasPython)('a sweep that its terminal hangs up on goes on (needs python3 ≥ 3.9)', async () => {
  const folder = await project(2)
  expect(await onTerminal('controlling', folder)).toBe('0\n')
  expect(remains(folder)).toEqual(finished)
})

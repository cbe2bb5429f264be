import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { makeSafe, withEscapes } from '../../src/base/safe-output.ts'
import { visibleLines } from '../../src/base/visible.ts'
import { runsWith, someEvents } from '../commands/some-runs.ts'
import { colourFolder, temporaryFolder } from '../setup/images.ts'
import { nightsweep } from './project.ts'

/** A window's title, a cleared screen, a colour by the one-byte CSI, text turned around, a deleted letter. */
const nasty = '\x1b]0;x\x07\x1b[2J\x9b31m\u202e\x7f'
const raw = /[^\P{Cc}\n\t]|[\u061c\u202a-\u202e\u2066-\u2069]/u

let folder: string

beforeAll(async () => {
  folder = temporaryFolder()
  const photos = await colourFolder(['red', 'green'], 3)
  renameSync(path.join(photos, 'red'), path.join(photos, `red${nasty}`))
  writeFileSync(path.join(photos, `red${nasty}`, `x${nasty}.jpg`), 'no picture')
  renameSync(photos, path.join(folder, 'photos'))
  const file = `data: { path: photos, imageSize: 32 }
folds: { k: 2 }
recipe: { weights: random }
space: { dropout: [0] }
`
  writeFileSync(path.join(folder, 'photos.yaml'), file)
  writeFileSync(path.join(folder, 'wrong.yaml'), `${file}${JSON.stringify(`key${nasty}`)}: 1\n`)
  writeFileSync(path.join(folder, `table${nasty}.csv`), `file,label\nphotos/gone${nasty}.jpg,red${nasty}\n`)
  const told = `${nasty}Z`
  const events = someEvents(
    { type: 'note', level: 'warning', text: told },
    { type: 'ended', state: 'finished', reason: told },
  ).map(event =>
    event.type === 'trialStarted'
      ? { ...event, config: { ...event.config, [`key${nasty}`]: told } }
      : event.type === 'trialEnded'
        ? { ...event, reason: told }
        : event,
  )
  await runsWith(events, 'flowers', path.join(folder, 'runs'))
  mkdirSync(path.join(folder, 'runs', `broken${nasty}`))
  writeFileSync(path.join(folder, 'runs', `broken${nasty}`, 'journal.ndjson'), `{"type":"${told}"}\n`)
})

const commands: readonly (readonly string[])[] = [
  ['init', 'photos', '--quick', '-o', `made${nasty}.yaml`],
  ['init', `table${nasty}.csv`],
  ['plan', 'photos.yaml', '--engine', 'wasm'],
  ['plan', 'wrong.yaml'],
  [
    'embed',
    'photos',
    '--weights',
    'random',
    '--backbone',
    'MobileNetV2-0.35',
    '--size',
    '32',
    '--engine',
    'wasm',
  ],
  ['show', 'flowers', '0'],
  ['leaderboard', 'flowers'],
  ['leaderboard', 'flowers', '--csv'],
  ['watch', 'flowers', '--plain'],
  ['list'],
  ['show', `broken${nasty}`, '0'],
  [`fly${nasty}`],
]

test('nothing that names, files or journals say reaches the terminal as an order', async () => {
  const told = await Promise.all(commands.map(args => nightsweep(folder, ...args)))
  for (const [i, { stdout, stderr }] of told.entries()) {
    const text = stdout.replaceAll('\r\n', '\n') + stderr
    expect(text, commands[i]?.join(' ')).not.toMatch(raw)
    expect(text, commands[i]?.join(' ')).not.toMatch(/\n {4}at /)
  }
  // What cannot be a name or a value here would prove nothing.
  expect(told.filter(({ stdout, stderr }) => /␛\]0;x␇␛\[2J/.test(stdout + stderr)).length).toBeGreaterThan(8)
}, 60_000)

test('JSON is shown safely and says the same', async () => {
  const { stdout } = await nightsweep(folder, 'leaderboard', 'flowers', '--json')
  expect(stdout).not.toMatch(raw)
  const { trials } = JSON.parse(stdout)
  expect(trials[0].config).toHaveProperty([`key${nasty}`], `${nasty}Z`)
})

test('output keeps its lines and JSON its values', () => {
  expect(visibleLines('a\tb\r\nc\rd\x1b[0m\n')).toBe('a\tb\r\nc␍d␛[0m\n')
  const value = { text: `\\ ${nasty}\u200b\u2028\\\x7f\x85` }
  expect(JSON.parse(visibleLines(JSON.stringify(value, null, 2)))).toEqual(value)
})

test('who has escapes of its own may write them, until the stream is another', () => {
  const written: string[] = []
  const stream = { isTTY: true, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream
  const before = withEscapes(stream)
  expect(before).toBe(stream)
  makeSafe(stream)
  stream.write('\x1b[1m')
  withEscapes(stream).write('\x1b[1m')
  expect(withEscapes(stream).isTTY).toBe(true)
  expect(written).toEqual(['␛[1m', '\x1b[1m'])
  stream.write = () => true
  withEscapes(stream).write('\x1b[1m')
  expect(written).toHaveLength(2)
})

test("what native code prints is kept in the host's log as text", async () => {
  const { startChild } = await import('../../src/base/child.ts')
  const log = path.join(folder, 'host.log')
  const entry = path.join(folder, 'noisy.mjs')
  writeFileSync(entry, `console.log(${JSON.stringify(nasty)}); process.exit(3)\n`)
  const reason = await new Promise<string>(resolve => {
    startChild({
      entry: new URL(`file://${entry}`),
      env: {},
      logFile: log,
      onMessage: () => undefined,
      onDeath: resolve,
    })
  })
  expect(reason).toContain('␛]0;x␇')
  expect(reason).not.toMatch(raw)
  expect(readFileSync(log, 'utf8')).not.toMatch(raw)
})

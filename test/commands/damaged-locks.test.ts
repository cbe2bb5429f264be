import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { listCommand } from '../../src/commands/list.ts'
import { watchCommand } from '../../src/commands/watch.ts'
import { output, runsWith, someEvents } from './some-runs.ts'

const kinds: [string, (lock: string) => void][] = [
  ['empty', lock => writeFileSync(lock, '')],
  ['garbage', lock => writeFileSync(lock, 'who was it')],
  ['binary', lock => writeFileSync(lock, Buffer.from([0, 255, 254, 0, 128, 10, 0]))],
  ['a folder', lock => mkdirSync(lock)],
  ['a link that leads nowhere but to itself', lock => symlinkSync('lock', lock)],
]

test.concurrent.each(kinds)(
  'list and watch of a run whose lock is damaged, %s, come to an end',
  async (_, damage) => {
    const runs = await runsWith(someEvents())
    damage(path.join(runs, 'flowers', 'lock'))
    const [listed, watched] = [output(), output()]
    await Promise.all([
      listCommand({ runs, json: true }, listed),
      watchCommand('flowers', { runs, plain: true }, watched),
    ])
    expect(JSON.parse(listed.text)).toMatchObject([
      { state: 'interrupted', pid: null, resume: expect.anything() },
    ])
    expect(watched.lines.at(-1)).toMatch(/^interrupted: its process ended without a word/)
  },
)

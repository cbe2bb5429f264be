import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'
import { loadFixedFolds } from '../../src/data/fixed-folds.ts'
import { readText } from '../../src/data/table/text.ts'
import { loadSweep } from '../../src/sweep/load.ts'
import { folderWith } from './files.ts'

const file = (more: string, data = '') =>
  `data: { path: photos${data} }\nspace: { dropout: [0, 0.1] }\nbudget: { trials: 2 }\n${more}\n`

async function refusal(text: string): Promise<string> {
  const folder = await folderWith({ 'sweep.yaml': text })
  return loadSweep(path.join(folder, 'sweep.yaml')).then(
    () => 'taken',
    (error: Error) => `${error.name}: ${error.message}`,
  )
}

const isWindows = process.platform === 'win32'

/** Without an end, and without anybody who writes. */
async function endless(): Promise<string[]> {
  const pipe = path.join(await folderWith({}), 'pipe')
  execFileSync('mkfifo', [pipe])
  return ['/dev/zero', pipe]
}

test.skipIf(isWindows)('devices and pipes are not read where a file names them', async () => {
  for (const place of await endless()) {
    expect(await refusal(file(`enqueue: ${place}`))).toMatch(/^UserError: enqueue: .*a device or a pipe/)
    for (const read of [readText, loadFixedFolds])
      await expect(read(place)).rejects.toMatchObject({
        name: 'UserError',
        where: place,
        message: expect.stringMatching(/a device or a pipe/),
      })
  }
})

test.each([
  ['a pattern whose range runs backwards', file('', ', ignore: ["[z-a]"]'), /data.ignore.*runs backwards/],
  ['a chain of a constraint', file(`constraints: ["${'1 + '.repeat(50_000)}1 < 2"]`), /more than 1000 words/],
  ['a name with an escape sequence', file('name: "a\\x1b[2J"'), /name: must be without control characters/],
  ['a name that no folder can have', file(`name: ${'é'.repeat(101)}`), /name: must have at most 200 bytes/],
])('refused with its place: %s', async (_, text, message) => {
  expect(await refusal(text)).toMatch(message)
  expect(await refusal(text)).toMatch(/^UserError/)
})

import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { explain, UserError } from '../../src/base/errors.ts'
import { loadSweep } from '../../src/sweep/load.ts'

const folder = path.resolve(import.meta.dirname, '../fixtures/bad-sweeps')
const files = readdirSync(folder)
  .filter(file => /\.(yaml|json)$/.test(file) && file !== 'biome.json')
  .sort()

/** What a person reads about a file, without what differs between machines. */
async function readerSees(file: string): Promise<string> {
  const error: unknown = await loadSweep(path.join(folder, file)).then(
    () => 'no error',
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(UserError)
  return explain(error).replaceAll(`${folder}${path.sep}`, '')
}

test('there are enough of them', () => {
  expect(files.length).toBeGreaterThanOrEqual(20)
})

describe.each(files)('%s', file => {
  test('every line says where and what', async () => {
    const [head = '', ...rest] = (await readerSees(file)).split('\n')
    const findings = head.includes('things are wrong') ? rest : [head, ...rest]
    for (const line of findings.filter(line => !line.startsWith('→')))
      expect(line).toMatch(/^ {0,2}[\w/-]+\.(yaml|json):\d+:\d+: .{15,}/)
  })

  test('no words of the machinery', async () => {
    expect(await readerSees(file)).not.toMatch(
      /zod|undefined|invalid_|expected |received|NaN|\bat \S+:\d+|object Object/i,
    )
  })
})

/** `npx vitest run test/sweep/bad-sweeps.test.ts -u` writes the messages anew: read them as a newcomer would. */
test('the messages are the ones that were read and found good', async () => {
  const all: string[] = []
  for (const file of files) all.push(await readerSees(file))
  await expect(`${all.join('\n\n')}\n`).toMatchFileSnapshot('../fixtures/bad-sweeps/messages.txt')
})

import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test, vi } from 'vitest'
import { isAlive } from '../../src/base/is-alive.ts'
import { inhibitSleep } from '../../src/commands/inhibit-sleep.ts'
import { temporaryFolder } from '../setup/images.ts'

test('what keeps the computer awake ends with the session', async () => {
  const file = path.join(temporaryFolder(), 'pid')
  const failed = vi.fn()
  const allow = inhibitSleep(failed, ['sh', '-c', `echo $$ > ${file}; exec cat`])
  const pid = await vi.waitFor(() => {
    const text = readFileSync(file, 'utf8')
    expect(text).toMatch(/\n$/)
    return Number(text)
  })
  allow()
  await vi.waitUntil(() => !isAlive(pid))
  expect(failed).not.toHaveBeenCalled()
})

test.each([
  [['nowhere-to-be-found'], /ENOENT/],
  [['sh', '-c', 'echo no bus >&2; exit 1'], /: no bus$/],
] as const)('it is told where that cannot be: %s', async (way, message) => {
  const failed = vi.fn()
  inhibitSleep(failed, way)
  await vi.waitUntil(() => failed.mock.calls.length > 0)
  expect(failed.mock.calls).toEqual([[expect.stringMatching(message)]])
})

import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { type ChildEnd, startChild } from '../../../src/base/child.ts'
import { memoryKills } from '../../../src/base/memory-kills.ts'
import { causeOfDeath } from '../../../src/execution/host/cause-of-death.ts'
import { temporaryFolder } from '../../setup/images.ts'

/** How a process that runs this program ends. */
async function endOf(
  program: string,
  env: Record<string, string> = {},
): Promise<{ reason: string; end: ChildEnd }> {
  const file = path.join(temporaryFolder(), 'program.mjs')
  writeFileSync(file, program)
  return new Promise(resolve => {
    startChild({
      entry: pathToFileURL(file),
      env,
      logFile: undefined,
      onMessage() {},
      onDeath: (reason, end) => resolve({ reason, end }),
    })
  })
}

const noKills = { before: 3, after: 3 }

test('a full JavaScript heap is told by V8 before its long stack', async () => {
  const fill = 'const all = []; for (;;) all.push(new Array(1000).fill(1).map(String))'
  const { reason, end } = await endOf(fill, { NODE_OPTIONS: '--max-old-space-size=20' })
  expect(causeOfDeath(end, noKills)).toEqual({ cause: 'outOfMemory' })
  expect(reason).toMatch(/JavaScript heap out of memory\)$/)
})

test('so is an allocation that fails in native code', async () => {
  const words =
    "terminate called after throwing an instance of 'std::bad_alloc'\\n  what():  std::bad_alloc\\n"
  const { end } = await endOf(`process.stderr.write("${words}", () => process.abort())`)
  expect(end.signal).toBe('SIGABRT')
  expect(causeOfDeath(end, noKills)).toEqual({ cause: 'outOfMemory' })
})

test.skipIf(process.platform === 'win32')(
  'SIGKILL tells of memory where the kernel killed for it meanwhile, and of somebody else where not',
  async () => {
    const { end } = await endOf("process.kill(process.pid, 'SIGKILL')")
    expect(causeOfDeath(end, noKills)).toEqual({ cause: 'lost', wasKilled: true })
    expect(causeOfDeath(end, { before: undefined, after: undefined })).toEqual({ cause: 'lost' })
    expect(causeOfDeath(end, { before: 3, after: 4 })).toEqual({ cause: 'outOfMemory' })
  },
)

test('another death is another process’s killing or not: it is lost', async () => {
  const { end } = await endOf('console.error("out of ideas"); process.exit(9)')
  expect(causeOfDeath(end, { before: 3, after: 4 })).toEqual({ cause: 'lost' })
})

test('the kernel’s count is read where there is one', () => {
  const file = path.join(temporaryFolder(), 'vmstat')
  const before = memoryKills(file)
  writeFileSync(file, 'pgfault 12\noom_kill 2\n')
  expect(memoryKills(file)).toBe((before ?? 0) + 2)
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { isAlive } from '../../src/base/is-alive.ts'
import { temporaryFolder } from '../setup/images.ts'

const entry = path.resolve(import.meta.dirname, '../../dist/base/child.js')

test('a child that is stopped by a signal does not stay when its parent is gone', async () => {
  const folder = temporaryFolder()
  const [parent, child] = ['parent.mjs', 'child.mjs'].map(name => path.join(folder, name)) as [string, string]
  writeFileSync(child, `process.on('disconnect', () => process.exit()); process.send('here')`)
  writeFileSync(
    parent,
    `import { startChild } from ${JSON.stringify(entry)}
     const child = startChild({ entry: new URL(${JSON.stringify(pathToFileURL(child).href)}), env: {}, logFile: undefined, onDeath() {}, onMessage() {
       process.kill(child.pid, 'SIGSTOP')
       process.stdout.write(String(child.pid), () => process.exit(130))
     } })`,
  )
  const running = spawn(process.execPath, [parent], { stdio: ['ignore', 'pipe', 'inherit'] })
  let told = ''
  running.stdout.on('data', data => (told += data))
  await once(running, 'close')
  const pid = Number(told)
  expect(pid).toBeGreaterThan(1)
  onTestFinished(() => void (isAlive(pid) && process.kill(pid, 'SIGKILL')))
  for (let i = 0; i < 100 && isAlive(pid); i++) await sleep(50)
  expect(isAlive(pid)).toBe(false)
})

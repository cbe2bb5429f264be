/** The host, but for the first deaths: as often as the file of this name says it dies while it opens again, and is killed at first. */
import { readFileSync, writeFileSync } from 'node:fs'

const file = process.env.NIGHTSWEEP_TEST_DEATHS
const { opened, deaths, kills = 0 } = JSON.parse(readFileSync(file, 'utf8'))
writeFileSync(file, JSON.stringify({ opened: opened + 1, deaths, kills }))
if (opened < kills) process.kill(process.pid, 'SIGKILL')
if (opened > 0 && opened <= deaths) {
  console.error(`death ${opened} while opening`)
  process.exit(9)
}
await import('../../../dist/execution/host/main.js')

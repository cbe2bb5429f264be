/** The host, but for the first deaths: as often as the file of this name says it dies while it opens again. */
import { readFileSync, writeFileSync } from 'node:fs'

const file = process.env.NIGHTSWEEP_TEST_DEATHS
const { opened, deaths } = JSON.parse(readFileSync(file, 'utf8'))
writeFileSync(file, JSON.stringify({ opened: opened + 1, deaths }))
if (opened > 0 && opened <= deaths) {
  console.error(`death ${opened} while opening`)
  process.exit(9)
}
await import('../../../dist/execution/host/main.js')

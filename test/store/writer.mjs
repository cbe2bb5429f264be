// Appends events to the run folder of its argument for ever and prints each number once it is acknowledged.
import { openRun } from '../../dist/store/run-folder.js'

const store = await openRun(process.argv[2])
const at = new Date().toISOString()
const outcome = { status: 'stopped', epochs: 0, seconds: 0 }
try {
  for (let trial = 0; ; trial++) {
    await store.append({ type: 'foldEnded', at, trial, fold: 0, outcome })
    process.stdout.write(`${trial}\n`)
  }
} catch (error) {
  process.stdout.write(`${error.name}: ${error.message}\n`)
  await store.close()
}

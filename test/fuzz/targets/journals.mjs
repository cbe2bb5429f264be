import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { UserError } from '../../../dist/base/errors.js'
import { leaderboard } from '../../../dist/leaderboard/rank.js'
import { readJournal } from '../../../dist/store/journal-reader.js'
import { readRun } from '../../../dist/store/read-run.js'
import { mutatedBytes } from '../mutate.mjs'

const cli = path.resolve(import.meta.dirname, '../../../dist/cli.js')

/** The journal of a real run, damaged. */
export async function open(folder) {
  const runs = path.join(folder, 'runs')
  if (!existsSync(runs))
    execFileSync(process.execPath, [
      cli,
      'demo',
      '--plain',
      '--engine',
      'wasm',
      '--name',
      'demo',
      '--runs',
      runs,
    ])
  const sound = readFileSync(path.join(runs, 'demo', 'journal.ndjson'))
  const run = path.join(folder, 'run')
  mkdirSync(run, { recursive: true })
  const journal = path.join(run, 'journal.ndjson')
  const told = new Set(
    (await readJournal(path.join(runs, 'demo', 'journal.ndjson'))).map(event => JSON.stringify(event)),
  )
  return {
    refusals: [UserError],
    async attempt(random) {
      const bytes = mutatedBytes(sound, random)
      for (const file of [journal, path.join(folder, 'input')]) writeFileSync(file, bytes)
      const events = await readJournal(journal)
      leaderboard(await readRun(run))
      const made = events.find(event => !told.has(JSON.stringify(event)) && !isOfTheFolder(event))
      return made === undefined
        ? undefined
        : `accepted what nobody wrote: ${JSON.stringify(made).slice(0, 300)}`
    },
  }
}

/** Files are told from the run's folder, which is another one here. */
const isOfTheFolder = event => event.type === 'run' && isDeepStrictEqual(Object.keys(event).length > 5, true)

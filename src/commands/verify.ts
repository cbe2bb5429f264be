import process from 'node:process'
import { UserError } from '../base/errors.ts'
import { programVersion } from '../base/program-version.ts'
import { createVerifier, type Difference, questions, type Verified } from '../coordinator/verify/verifier.ts'
import { leaderboard } from '../leaderboard/rank.ts'
import type { RunState } from '../run/state.ts'
import { findRun } from '../store/find-run.ts'
import { readFoldsHash } from '../store/folds-file.ts'
import { createJournalReader } from '../store/journal-reader.ts'
import { journalPath } from '../store/paths.ts'
import { readRun } from '../store/read-run.ts'
import { counted } from '../text/numbers.ts'
import { oneLine } from '../text/width.ts'
import { type Output, widthFor, wrap } from './output.ts'
import { progressBar } from './progress-bar.ts'

interface VerifyOptions {
  readonly runs: string
  readonly json?: boolean
}

/** Whether a run is what its file, seed and scores make of it: replays the journal. Exit code 1 where it is not. */
export async function verifyCommand(
  run: string,
  { runs, json }: VerifyOptions,
  out: Output = process.stdout,
): Promise<number> {
  const folder = await findRun(runs, run)
  const known = await readRun(folder)
  const { verified, events } = await replay(folder, known.trials.length)
  const { state, differences, checked } = verified
  if (state.sweep === undefined || state.data === undefined)
    throw new UserError(`run ${run} has not begun: there is nothing to replay yet`, { where: folder })
  const rankings = rankingOf(known) === rankingOf(state)
  const folds = (await readFoldsHash(folder)) === state.data.folds.hash
  const isSame = differences.length === 0 && rankings && folds
  const whole = { run: state.name, same: isSame, events, trials: state.trials.length, checked }
  if (json) out.write(`${JSON.stringify({ ...whole, rankings, folds, differences }, null, 2)}\n`)
  else out.write(`${verifyText(verified, { events, rankings, folds, isSame }, widthFor(out))}\n`)
  return isSame ? 0 : 1
}

async function replay(folder: string, trials: number): Promise<{ verified: Verified; events: number }> {
  const verifier = createVerifier()
  const bar = progressBar()
  let events = 0
  for await (const piece of createJournalReader(journalPath(folder)).next()) {
    for (const event of piece) {
      verifier.take(event)
      events++
    }
    if (process.stderr.isTTY) bar.update({ label: 'replaying trials', done: verifier.trials, total: trials })
  }
  bar.clear()
  return { verified: verifier.result(), events }
}

/** As the commands print it, of a checkpoint or of the journal's own lines. */
const rankingOf = (state: RunState) => JSON.stringify(leaderboard(state))

const mostShown = 10

interface Findings {
  readonly events: number
  readonly rankings: boolean
  readonly folds: boolean
  readonly isSame: boolean
}

function verifyText({ state, checked, differences }: Verified, findings: Findings, width: number): string {
  const { events, rankings, folds, isSame } = findings
  const { name, trials, data } = state
  const differing = (of: Difference['question']) =>
    differences.filter(({ question }) => question === of).length
  const lines = [
    `${name}: ${counted(trials.length, 'trial')}, ${counted(events, 'event')}`,
    `  journal      every line reads; ${rankings ? 'the checkpoint gives the same ranking' : 'the checkpoint gives ANOTHER RANKING: delete it, the journal is the truth'}`,
    `  folds        folds.json ${folds ? 'has' : 'has NOT'} the hash that the journal tells (${data?.folds.hash.slice(0, 12)})`,
    ...questions.map(question => {
      const [count, unlike] = [checked[question], differing(question)]
      return `  ${question.padEnd(12)} ${unlike === 0 ? `${count} of ${count} the same` : `${unlike} of ${count} DIFFER`}`
    }),
    ...differences
      .slice(0, mostShown)
      .flatMap(({ question, trial, journal, program }) => [
        `  trial ${trial}, ${question}:`,
        `    the journal: ${oneLine(journal)}`,
        `    a replay:    ${oneLine(program)}`,
      ]),
    ...(differences.length > mostShown ? [`  … and ${differences.length - mostShown} more: --json`] : []),
    isSame
      ? 'The same file and seed would do the same again.'
      : `A replay does not do the same. The run was written by version ${state.session?.program ?? '0.1.0 or older'}, this is ${programVersion}: another version may choose otherwise. Scores and ranking are not touched by that.`,
  ]
  return lines.map(line => wrap(line, width)).join('\n')
}

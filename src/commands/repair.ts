import { access } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { UserError } from '../base/errors.ts'
import { firstFew } from '../base/file-errors.ts'
import { findRun } from '../store/find-run.ts'
import { findWriter } from '../store/lock.ts'
import { type Repaired, salvageRun, writeRepaired } from '../store/repair/repair.ts'
import { foldName } from '../text/fold-name.ts'
import { counted } from '../text/numbers.ts'
import { oneLine } from '../text/width.ts'
import { type Output, widthFor, wrap } from './output.ts'
import { runWords, shellWord } from './run-words.ts'

interface RepairOptions {
  readonly runs: string
  readonly output?: string
}

/** Makes a new run of what can be read of a damaged one, which stays as it is. */
export async function repairCommand(
  run: string,
  { runs, output }: RepairOptions,
  out: Output = process.stdout,
): Promise<number> {
  const folder = await findRun(runs, run)
  const writer = await findWriter(folder)
  if (writer !== undefined)
    throw new UserError(`run ${path.basename(folder)} is being worked on by process ${writer.pid}`, {
      where: folder,
      next: 'Wait for its end, or stop it.',
    })
  const repaired = await salvageRun(folder)
  const width = widthFor(out)
  const print = (lines: readonly string[]) =>
    out.write(`${lines.map(line => wrap(line, width)).join('\n')}\n`)
  if (repaired.leftOut.length === 0 && !repaired.isRecoded) {
    print([...cutOff(repaired), `Every line of ${path.basename(folder)} reads: there is nothing to repair.`])
    return 0
  }
  const target = path.resolve(output ?? `${folder}-repaired`)
  await refuseTaken(target)
  const place = [path.dirname(target), path.basename(target)] as const
  const written = await writeRepaired(folder, repaired.events, place)
  print([
    ...cutOff(repaired),
    ...findings(repaired),
    `Written: ${written}; ${folder} is as it was.`,
    `Go on: nightsweep resume ${output === undefined ? runWords(written, runs) : shellWord(output)}`,
  ])
  return 0
}

async function refuseTaken(target: string): Promise<void> {
  const isThere = await access(target).then(
    () => true,
    () => false,
  )
  if (isThere)
    throw new UserError('there is something already where the repaired run would be', {
      where: target,
      next: 'Give another folder with --output, or delete this one.',
    })
}

function cutOff({ lines, missing }: Repaired): string[] {
  if (missing === 0) return []
  return [
    `The end of the journal is missing: it had ${counted(lines + missing, 'line')} when its checkpoint was written, now ${lines}. Restore it from a copy before you resume; else what it held is trained again.`,
  ]
}

function findings({ lines, leftOut, lostTrials, again, ...rest }: Repaired): string[] {
  const { fromCheckpoint, isRecoded, state } = rest
  const few = (texts: readonly string[]) => firstFew(texts, 20).map(text => `  ${oneLine(text)}`)
  const k = state.data?.folds.k
  return [
    ...(isRecoded ? ['The journal was saved as UTF-16; the new one is UTF-8.'] : []),
    `${counted(leftOut.length, 'line')} of ${lines} left out:`,
    ...few(leftOut.map(({ line, reason }) => `line ${line}: ${reason}`)),
    ...(fromCheckpoint.length === 0
      ? []
      : [`Taken from the checkpoint, as the journal has lost it: ${fromCheckpoint.join(', ')}`]),
    ...(lostTrials.length === 0
      ? []
      : [`Trials that count as failed, as their configuration is lost: ${lostTrials.join(', ')}`]),
    ...(again.length === 0
      ? []
      : ['Folds that are trained again:', ...few(again.map(place => foldName(place, k)))]),
  ]
}

import { byNumbers } from '../base/natural-order.ts'
import { visible } from '../base/visible.ts'
import type { CheckedPair } from '../coordinator/check-weights.ts'
import { duplicateWarnings } from '../data/duplicates/words.ts'
import type { PictureNote } from '../data/picture/notes.ts'
import type { Plan } from '../sweep/plan.ts'
import { formatBytes, formatSeconds } from '../text/format.ts'
import { formatTable } from '../text/plain-table.ts'
import { duplicatesFact, duplicatesText, type PlannedDuplicates } from './plan-duplicates.ts'
import { weightsText } from './plan-weights.ts'

const listedFiles = 10

/** What was found beside the plan itself. */
interface PlanFindings {
  readonly weights?: readonly CheckedPair[]
  readonly pictureNotes?: readonly PictureNote[]
}

/** The plan as a person reads it. */
export function planText(
  plan: Plan,
  duplicates: PlannedDuplicates | null,
  { weights = [], pictureNotes = [] }: PlanFindings = {},
): string {
  const { data, memory, epochs } = plan
  const warnings = [
    ...plan.warnings,
    ...pictureNotes.flatMap(({ level, text }) => (level === 'warning' ? [text] : [])),
    ...(duplicates === null ? [] : duplicateWarnings(duplicates, duplicates)),
  ]
  const facts = [
    ...objectiveFacts(plan),
    ['space', spaceText(plan)],
    ['data', `${data.root}: ${data.images} images of ${data.classes.length} classes, ${data.imageSize} px`],
    ...data.reading.map(sentence => ['', sentence]),
    ...pictureNotes.flatMap(({ level, text }) => (level === 'info' ? [['pictures', text]] : [])),
    ['folds', foldsText(plan)],
    ['duplicates', duplicatesFact(duplicates)],
    ['trials', trialsText(plan)],
    [
      'epochs',
      epochs.least === epochs.most ? `${epochs.most} a fold` : `${epochs.least} to ${epochs.most} a fold`,
    ],
    ['engine', `${plan.engine}, ${plan.workers} ${plan.workers === 1 ? 'worker' : 'workers'}`],
    ['memory', memoryText(plan)],
    ['time', timeText(plan)],
    [
      '',
      `a fold may take up to ${formatSeconds(plan.seconds.foldLimit)} before it is stopped and tried once more`,
    ],
    ...finalistsText(plan),
    ...(plan.savedSeconds < 1
      ? []
      : [
          [
            'saved',
            `very roughly ${formatSeconds(plan.savedSeconds)} by keeping what frozen layers make of the images`,
          ],
        ]),
    ...(plan.engine === 'auto' ? [['', 'reckoned for wasm, which works everywhere; others are faster']] : []),
  ]
  const classes = [...data.classes]
    .sort((a, b) => byNumbers(a.name, b.name))
    .map(({ name, images }) => [name, String(images)])
  const activations = memory.activations.map(
    ({ backbone, depth, layer, views, bytes, place, savedSeconds }) => [
      backbone,
      depth === 0 ? 'all frozen' : `depth ${depth}`,
      views === 0 ? layer : `${layer}, ${views} views`,
      formatBytes(bytes),
      place === 'none' ? 'not kept' : place,
      formatSeconds(savedSeconds),
    ],
  )
  return [
    ...warnings.map(warning => visible(`warning: ${warning}`)),
    plan.name,
    indent(formatTable(['', ''], facts)),
    ...weightsText(weights),
    '',
    'Images per class',
    indent(formatTable(['class', 'images'], classes)),
    '',
    'Computed once and shared by all trials and folds',
    indent(formatTable(['backbone', 'unfrozen', 'output of', 'size', 'kept', 'saves'], activations)),
    ...duplicatesText(duplicates),
    ...skippedText(plan),
  ].join('\n')
}

/** Only where there are several. */
function objectiveFacts({ objectives: [metric = '', ...against], pruner }: Plan): string[][] {
  if (against.length === 0) return []
  const stopping = pruner === 'none' ? 'no trial is stopped early' : `pruner ${pruner}`
  return [['objective', `${metric} against ${against.join(', ')}; ${stopping}`]]
}

function spaceText({ space }: Plan): string {
  const parameters = `${space.parameters} ${space.parameters === 1 ? 'parameter' : 'parameters'}`
  const within = space.within === 1 ? '' : `, ${percent(space.within)} of them within the constraints`
  if (space.size !== null)
    return `${parameters}, ${space.size} ${space.size === 1 ? 'config' : 'configs'} in all${within}`
  return `${parameters}, ${space.continuous} of them continuous: infinitely many configs${within}`
}

/** Of a share that was seen by drawing: more digits would pretend. */
const percent = (share: number) =>
  share > 0 && share < 0.001 ? 'less than 0.1 %' : `${Number((100 * share).toPrecision(2))} %`

function foldsText({ folds, data }: Plan): string {
  const range = (counts: readonly number[]) => {
    const [low, high] = [Math.min(...counts), Math.max(...counts)]
    return low === high ? String(low) : `${low}–${high}`
  }
  const held = data.holdout > 0 ? `; ${data.holdout} images held out for the winner` : ''
  return `${folds.length}: train on ${range(folds.map(({ train }) => train))} images, validate on ${range(folds.map(({ validation }) => validation))}${held}`
}

function trialsText({ trials, folds }: Plan): string {
  return trials === null
    ? 'until the time is over or the target reached'
    : `${trials} × ${folds.length} folds = ${trials * folds.length} trainings`
}

function memoryText({ memory: { images, total, budget }, workers }: Plan): string {
  if (budget === undefined)
    return `about ${formatBytes(total)}: ${formatBytes(images)} of images, the rest below`
  const each = `${workers} ${workers === 1 ? 'worker' : 'workers'} ≤ ${formatBytes(workers * budget.workerBytes)}`
  return `${formatBytes(budget.bytes)} of ${formatBytes(budget.free)} may be used: images ${formatBytes(images)}, activations ${formatBytes(total - images)}, ${each}`
}

function timeText({ seconds }: Plan): string {
  const { once, trial, total, low, high, basis } = seconds
  const parts = `${formatSeconds(once)} once, then ${formatSeconds(trial)} a trial`
  const from = basis === 'measured' ? 'as earlier sweeps took here' : 'guessed: nothing was trained here yet'
  if (total === null || low === null || high === null) return `about ${parts} (${from})`
  return `about ${formatSeconds(total)}, between ${formatSeconds(low)} and ${formatSeconds(high)}: ${parts} (${from})`
}

/** Nobody knows before whether some trials will be too close to call. */
function finalistsText({ seconds: { finalists } }: Plan): string[][] {
  return finalists > 0
    ? [['finalists', `up to ${formatSeconds(finalists)} more, where trials cannot be told apart`]]
    : []
}

function skippedText({ data: { skipped } }: Plan): string[] {
  if (skipped.length === 0) return []
  const more = skipped.length - listedFiles
  return [
    '',
    `Skipped ${skipped.length} ${skipped.length === 1 ? 'file' : 'files'}`,
    indent(
      formatTable(
        ['', ''],
        skipped.slice(0, listedFiles).map(({ file, reason }) => [file, reason]),
      ),
    ),
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ]
}

const indent = (text: string) => text.replace(/^/gm, '  ')

import { InvalidArgumentError, Option } from 'commander'
import { engineNames } from './trial/engine-names.ts'

/** Options that several commands have. */
export const runsOption = () => new Option('--runs <dir>', 'folder that holds the runs').default('runs')
export const engineOption = () =>
  new Option('--engine <name>', 'what multiplies the matrices')
    .choices(['auto', ...engineNames])
    .default('auto')
export const workersOption = () =>
  new Option('--workers <n>', 'folds trained at the same time (default: by cores)').argParser(positiveNumber)
export const plainOption = () => new Option('--plain', 'plain lines instead of the dashboard')
export const jsonOption = () => new Option('--json', 'machine-readable output')
const collect = (value: string, all: string[]) => [...all, value]
export const setOption = (
  meaning = 'override a value of the file, for example data.path=photos (repeatable)',
) => new Option('--set <field=value>', meaning).argParser(collect).default([], 'none')

export function positiveNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('a whole number from 1 is needed.')
  return Number(text)
}

export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('a whole number from 0 is needed.')
  return Number(text)
}

/** "-1000,400" */
export function valueRange(text: string): readonly [low: number, high: number] {
  const [low = Number.NaN, high = Number.NaN, ...more] = text
    .split(',')
    .map(part => (part.trim() === '' ? Number.NaN : Number(part)))
  if (low < high && Number.isFinite(high - low) && more.length === 0) return [low, high]
  throw new InvalidArgumentError('two numbers are needed, the lower one first: -1000,400.')
}

import { type Command, InvalidArgumentError } from 'commander'

// biome-ignore lint/suspicious/noExplicitAny: commander types its callbacks so
type Run = (action: (...values: any[]) => Promise<number>) => (...values: any[]) => Promise<void>

/** Adds `weights list|pull|import`; `run` and, for commands that do more than print, `work` make commander's callbacks. */
export function addWeightsCommands(program: Command, run: Run, work: Run): void {
  const weights = program
    .command('weights')
    .description('pre-trained weights: what is here, fetch ahead, import')
  weights
    .command('list')
    .description('the official ImageNet weights of every backbone: size, accuracy, and whether they are here')
    .option('--json', 'machine-readable output')
    .action(run(async options => (await import('./weights-list.ts')).weightsListCommand(options)))
  weights
    .command('pull')
    .description('download official weights ahead, for example for a machine without internet')
    .argument('[backbone...]', 'names as in a search-space file')
    .option('--size <pixels>', 'input size that they are for', pixels)
    .option('--all', 'of every backbone')
    .action(
      work(async (names, options) => (await import('./weights-pull.ts')).weightsPullCommand(names, options)),
    )
  weights
    .command('import')
    .description('check a local .h5, .weights.h5, .keras or .safetensors file completely and keep a copy')
    .argument('<file>', 'weight file (names of Keras, torchvision or timm)')
    .option('--backbone <name>', 'backbone that it is for (default: the one that it fits)')
    .action(
      work(async (file, options) =>
        (await import('./weights-import.ts')).weightsImportCommand(file, options),
      ),
    )
}

function pixels(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('a whole number from 1 is needed.')
  return Number(text)
}

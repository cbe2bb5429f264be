#!/usr/bin/env node
import { Command, CommanderError, Option } from 'commander'
import { exitCodeOf, explain, UserError } from './base/errors.ts'
import { programVersion } from './base/program-version.ts'
import { addControlCommands, detachOption, inhibitSleepOption, stopOnHangupOption } from './cli-control.ts'
import {
  engineOption,
  jsonOption,
  plainOption,
  positiveNumber,
  runsOption,
  setOption,
  valueRange,
  wholeNumber,
  workersOption,
} from './cli-options.ts'
import { addRankingCommands } from './cli-rankings.ts'
import { addWeightsCommands } from './commands/weights.ts'
import { outliveOutput } from './output-lost.ts'
import { makeProcessSafe } from './safe-process.ts'
import { preprocessingNames, recipeBackbones } from './trial/backbone-names.ts'
import { engineNames } from './trial/engine-names.ts'

// Each command's code is imported only when it is called, so that --help answers at once.

const output = outliveOutput()
makeProcessSafe()

const program = new Command('nightsweep')
  .description('Hyperparameter search for transfer learning on images.')
  .version(programVersion)
  .showHelpAfterError('(add --help for usage and examples)')
  .exitOverride()
  .addHelpText(
    'after',
    `
Examples:
  nightsweep demo                              see a whole sweep on what is in the box
  nightsweep init photos/                      look at photos/<class>/…, write photos.yaml
  nightsweep plan photos.yaml                  what would happen, before it does
  nightsweep run photos.yaml                   start; Ctrl-C loses nothing
  nightsweep run photos.yaml --detach          start, and close the laptop
  nightsweep resume photos                     go on where it stopped
  nightsweep leaderboard photos --json         the result, for scripts

Exit codes: 0 done, 1 failed, 2 wrong usage or file, 130 interrupted (the run can be resumed).`,
  )

program
  .command('demo')
  .description('a complete small sweep on drawn images and a tiny network, both in the box')
  .addOption(runsOption())
  .addOption(engineOption())
  .addOption(workersOption())
  .addOption(plainOption())
  .option('--name <name>', 'name of the run')
  .action(work(async options => (await import('./commands/demo.ts')).demoCommand(options)))

program
  .command('init')
  .description('look at a folder of images (one folder per class), write a search-space file')
  .argument('<folder>', 'folder with one folder per class, or a table of labels')
  .option('-o, --output <file>', 'where to write it (default: <folder name>.yaml)')
  .option('--weights <file>', 'your own weights; the backbone that they fit is found out')
  .option('--force', 'overwrite an existing file')
  .option('--quick', 'open few images: duplicates are not found')
  .action(run(async (folder, options) => (await import('./commands/init.ts')).initCommand(folder, options)))

program
  .command('plan')
  .description('check a search-space file; size of the space, images, folds, memory and time')
  .argument('<file>', 'search-space file')
  .addOption(setOption())
  .addOption(engineOption())
  .addOption(workersOption())
  .option('--quick', 'open no image: damaged files and duplicates are not found')
  .addOption(jsonOption())
  .action(run(async (file, options) => (await import('./commands/plan.ts')).planCommand(file, options)))

program
  .command('run')
  .description('start a sweep; dashboard on a terminal, plain lines otherwise')
  .argument('<file>', 'search-space file')
  .addOption(setOption())
  .addOption(runsOption())
  .option('--name <name>', 'name of the run (default: the name in the file, numbered)')
  .addOption(engineOption())
  .addOption(workersOption())
  .addOption(new Option('--trials <n>', 'budget: this many trials').argParser(positiveNumber))
  .option('--until <time>', 'budget: a time of day (07:30) or a duration (8h, 45m)')
  .addOption(new Option('--seed <n>', 'seed of everything random').argParser(wholeNumber))
  .addOption(plainOption())
  .option('--json', 'one JSON event a line on standard output')
  .addOption(detachOption())
  .addOption(stopOnHangupOption())
  .addOption(inhibitSleepOption())
  .addHelpText(
    'after',
    `
Examples:
  nightsweep run flowers.yaml --until 07:30
  nightsweep run flowers.yaml --until 07:30 --detach --inhibit-sleep
  nightsweep run flowers.yaml --set data.path=../photos --set recipe.weights=mobilenet_v2.safetensors
  nightsweep run flowers.yaml --trials 20 --engine wasm --plain`,
  )
  .action(work(async (file, options) => (await import('./commands/run.ts')).runCommand(file, options)))

program
  .command('resume')
  .description('go on where a run stopped; no finished fold is repeated')
  .argument('<run>', 'name or folder of the run')
  .addOption(
    setOption('another place of the images, data.path=…, or another budget; nothing that results depend on'),
  )
  .addOption(runsOption())
  .addOption(engineOption())
  .addOption(workersOption())
  .addOption(new Option('--trials <n>', 'new budget: this many trials').argParser(positiveNumber))
  .option('--until <time>', 'new budget: a time of day (07:30) or a duration (8h, 45m)')
  .addOption(plainOption())
  .option('--json', 'one JSON event a line on standard output')
  .addOption(detachOption())
  .addOption(stopOnHangupOption())
  .addOption(inhibitSleepOption())
  .addHelpText(
    'after',
    `
Examples:
  nightsweep resume flowers
  nightsweep resume flowers --until 07:30 --detach`,
  )
  .action(work(async (name, options) => (await import('./commands/resume.ts')).resumeCommand(name, options)))

program
  .command('watch')
  .description('attach the dashboard to a running or finished sweep')
  .argument('<run>', 'name or folder of the run')
  .addOption(runsOption())
  .addOption(plainOption())
  .addHelpText(
    'after',
    '\nExamples:\n  nightsweep watch flowers\n  nightsweep watch flowers --plain | grep completed',
  )
  .action(run(async (name, options) => (await import('./commands/watch.ts')).watchCommand(name, options)))

addControlCommands(program, run)

program
  .command('list')
  .description('runs and their state')
  .addOption(runsOption())
  .addOption(jsonOption())
  .addHelpText('after', '\nExamples:\n  nightsweep list\n  nightsweep list --runs /data/runs --json')
  .action(run(async options => (await import('./commands/list.ts')).listCommand(options)))

addRankingCommands(program, run)

program
  .command('embed')
  .description('features of images by a pre-trained network, as .npy with a list of files')
  .argument('<folder>', 'images, in class folders or not, or a table of labels')
  .addOption(new Option('--backbone <name>', 'network (default: MobileNetV2)').choices(recipeBackbones))
  .option('--weights <source>', 'imagenet, random, or a file: .h5, .keras, .safetensors, model.json')
  .addOption(
    new Option('--preprocessing <name>', 'how that file wants its pixels').choices(preprocessingNames),
  )
  .addOption(
    new Option('--padding <name>', 'whose padding that file was trained with').choices(['keras', 'torch']),
  )
  .addOption(
    new Option('--size <pixels>', "images' side (default: the network's own)").argParser(positiveNumber),
  )
  .addOption(
    new Option('--range <low,high>', 'values of deep images that are black and white').argParser(valueRange),
  )
  .option('--layer <name>', 'average the output of this layer (default: the last)')
  .addOption(engineOption())
  .addOption(
    new Option('--workers <n>', 'workers at the same time (default: by cores)').argParser(positiveNumber),
  )
  .option('-o, --output <file>', 'the .npy file; a .csv goes beside it (default: <folder>-<network>.npy)')
  .action(
    work(async (folder, options) => (await import('./commands/embed.ts')).embedCommand(folder, options)),
  )

const engine = program.command('engine').description('what can train here')
engine
  .command('list')
  .description('every engine: whether it really works here, on which device, and what would add it')
  .addOption(jsonOption())
  .action(run(async options => (await import('./commands/engine-list.ts')).engineListCommand(options)))

engine
  .command('install')
  .description('native TensorFlow for this machine: found or installed with pip, built, checked, remembered')
  .option('--gpu', 'with CUDA, for an NVIDIA GPU')
  .option('--python <file>', 'the Python whose TensorFlow to use, or to install one for')
  .option('--tensorflow <folder>', 'the TensorFlow to use: site-packages/tensorflow, or the C library')
  .action(work(async options => (await import('./commands/engine-install.ts')).engineInstallCommand(options)))
engine
  .command('bench')
  .description('speed of every engine here: five layers forward and training, images a second per backbone')
  .addOption(new Option('--engine <name>', 'only this one').choices(engineNames))
  .option('--quick', 'three backbones, small batches')
  .addOption(jsonOption())
  .action(run(async options => (await import('./commands/engine-bench.ts')).engineBenchCommand(options)))

addWeightsCommands(program, run, work)

/** Commander passes the arguments, the options and the command; the result is the exit code. */
// biome-ignore lint/suspicious/noExplicitAny: commander types its callbacks so
function run(action: (...values: any[]) => Promise<number>): (...values: any[]) => Promise<void> {
  return async (...values) => {
    process.exitCode = await action(...values.slice(0, -1))
  }
}

/** A command whose work is wanted, whether or not anybody reads what it prints, or there is a terminal to print on. */
function work(action: Parameters<typeof run>[0]): ReturnType<typeof run> {
  return run((...values) => {
    output.keepWorking()
    // The command itself listens once it is loaded.
    if (values.at(-1)?.stopOnHangup !== true) process.on('SIGHUP', () => undefined)
    return action(...values)
  })
}

async function main(): Promise<void> {
  if (process.argv.length <= 2) return program.outputHelp()
  await program.parseAsync()
}

main().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2
    return
  }
  process.stderr.write(`${explain(error)}\n`)
  if (!(error instanceof UserError) && process.env.NIGHTSWEEP_DEBUG)
    process.stderr.write(`${(error as Error).stack}\n`)
  process.exitCode = exitCodeOf(error)
})

import { type Command, Option } from 'commander'
import { jsonOption, positiveNumber, runsOption, wholeNumber } from './cli-options.ts'

// biome-ignore lint/suspicious/noExplicitAny: commander types its callbacks so
type Run = (action: (...values: any[]) => Promise<number>) => (...values: any[]) => Promise<void>

/** Adds `leaderboard`, `show`, `importance` and `verify`: what a run has come to. `run` makes commander's callbacks. */
export function addRankingCommands(program: Command, run: Run): void {
  program
    .command('leaderboard')
    .description('the ranking, with intervals, and which trials may be the best')
    .argument('<run>', 'name or folder of the run')
    .addOption(runsOption())
    .addOption(new Option('--top <n>', 'only the first n').argParser(positiveNumber))
    .addOption(jsonOption().conflicts('csv'))
    .option('--csv', 'comma-separated values')
    .option('--front', 'of several objectives: only the front, by the second of them')
    .action(
      run(async (name, options) =>
        (await import('./commands/leaderboard.ts')).leaderboardCommand(name, options),
      ),
    )
  program
    .command('show')
    .description('one trial: its configuration, folds and learning curves')
    .argument('<run>', 'name or folder of the run')
    .argument('<trial>', 'trial number', wholeNumber)
    .addOption(runsOption())
    .addOption(jsonOption())
    .action(
      run(async (name, trial, options) =>
        (await import('./commands/show.ts')).showCommand(name, trial, options),
      ),
    )
  program
    .command('importance')
    .description('which parameters decide whether a trial is among the best, with intervals and interactions')
    .argument('<run>', 'name or folder of the run')
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', importanceExamples)
    .action(
      run(async (name, options) =>
        (await import('./commands/importance.ts')).importanceCommand(name, options),
      ),
    )
  program
    .command('verify')
    .description('replay the journal: would the same file and seed do the same again?')
    .argument('<run>', 'name or folder of the run')
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', verifyExamples)
    .action(run(async (name, options) => (await import('./commands/verify.ts')).verifyCommand(name, options)))
  program
    .command('repair')
    .description('make a new run of what still reads of a damaged journal; the old one stays as it is')
    .argument('<run>', 'name or folder of the run')
    .addOption(runsOption())
    .option('-o, --output <folder>', 'the new run (default: <run>-repaired beside it)')
    .addHelpText('after', repairExamples)
    .action(run(async (name, options) => (await import('./commands/repair.ts')).repairCommand(name, options)))
}

const repairExamples = `
Examples:
  nightsweep repair flowers                    writes runs/flowers-repaired, says which lines are left out
  nightsweep resume flowers-repaired           trains what was lost, and goes on
  nightsweep repair flowers --output saved/flowers

Nothing is guessed: a fold whose curve is not whole is trained again, and a trial whose configuration is
lost counts as failed.`

const verifyExamples = `
Examples:
  nightsweep verify flowers                    proposals, verdicts and resumptions asked again and compared
  nightsweep verify flowers --json             every difference, for scripts; exit code 1 where there is one

Nothing is trained: the scores are the journal's.`

const importanceExamples = `
Examples:
  nightsweep importance flowers                what to search more finely, and what to leave alone
  nightsweep importance flowers --json         the same for scripts

Trials without all their folds count as much as is known of them.`

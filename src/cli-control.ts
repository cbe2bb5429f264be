import { type Command, Option } from 'commander'
import { runsOption } from './cli-options.ts'

// biome-ignore lint/suspicious/noExplicitAny: commander types its callbacks so
type Run = (action: (...values: any[]) => Promise<number>) => (...values: any[]) => Promise<void>

/** How a session lives through the night: options of `run` and `resume`. */
export const detachOption = () =>
  new Option('--detach', 'go on without this terminal; ends here when the sweep has begun')
export const stopOnHangupOption = () =>
  new Option('--stop-on-hangup', 'end when the terminal is closed, instead of going on without it')
export const inhibitSleepOption = () =>
  new Option('--inhibit-sleep', 'keep the computer awake meanwhile (systemd-inhibit, caffeinate)')

/** Adds `stop`, `pause` and `go`: what is wished of a running sweep. `run` makes commander's callbacks. */
export function addControlCommands(program: Command, run: Run): void {
  program
    .command('stop')
    .description('end a running sweep: nothing new begins, folds in flight end first')
    .argument('<run>', 'name or folder of the run')
    .addOption(runsOption())
    .option('--now', 'at once: folds in flight are given back, and begin again with resume')
    .addHelpText(
      'after',
      `
Examples:
  nightsweep stop flowers            waits for the folds in flight, then for the end
  nightsweep stop flowers --now      within seconds
  nightsweep resume flowers          goes on; no finished fold is repeated`,
    )
    .action(run(async (name, options) => (await import('./commands/stop.ts')).stopCommand(name, options)))
  program
    .command('pause')
    .description('begin nothing new in a running sweep, until go; folds in flight end, data stays in memory')
    .argument('<run>', 'name or folder of the run')
    .addOption(runsOption())
    .addHelpText('after', '\nExample:\n  nightsweep pause flowers && play; nightsweep go flowers')
    .action(run(async (name, options) => (await import('./commands/pause.ts')).pauseCommand(name, options)))
  program
    .command('go')
    .description('take a pause back, or a stop whose folds have not ended yet')
    .argument('<run>', 'name or folder of the run')
    .addOption(runsOption())
    .addHelpText('after', '\nExample:\n  nightsweep go flowers')
    .action(run(async (name, options) => (await import('./commands/pause.ts')).goCommand(name, options)))
}

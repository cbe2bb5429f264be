import path from 'node:path'

/** The words that name a run after a command, ready for a shell: `flowers`, or `'my run' --runs 'my runs'`. */
export function runWords(folder: string, runs: string): string {
  const name = path.basename(folder)
  if (path.resolve(runs, name) !== path.resolve(folder)) return shellWord(folder)
  return runs === 'runs' ? shellWord(name) : `${shellWord(name)} --runs ${shellWord(runs)}`
}

/** Quoted where a shell would split or expand it. */
export function shellWord(text: string): string {
  return /^[\p{L}\p{M}\p{N}_./:@%+=,-]+$/u.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}

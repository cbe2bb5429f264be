import { mkdir } from 'node:fs/promises'
import { UserError } from '../base/errors.ts'

/** Makes the folder for runs unless it is there; gives the first folder that had to be made. */
export function makeRunsFolder(runs: string): Promise<string | undefined> {
  return mkdir(runs, { recursive: true }).catch(cause => {
    throw new UserError('the folder for runs cannot be made', {
      where: runs,
      next: 'Give another with --runs.',
      cause,
    })
  })
}

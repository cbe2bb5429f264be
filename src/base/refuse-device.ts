import { stat } from 'node:fs/promises'
import { UserError } from './errors.ts'

/**
 * Refuses what is neither file nor folder, before it is read whole: a device may have no end (`/dev/zero`), and a pipe
 * waits for whoever writes. What does not exist is left to the reader.
 *
 * @throws UserError that names the place
 */
export async function refuseDevice(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined)
  if (found === undefined || found.isFile() || found.isDirectory()) return
  throw new UserError('This is a device or a pipe, and a file is needed', {
    where: file,
    next: 'Copy what it gives to a file, and name that.',
  })
}

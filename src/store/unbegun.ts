import { rm, rmdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { journalPath } from './paths.ts'

/** Takes away the folder of a run of which nothing could be written, so that its name is free; what is not ours stays. */
export async function removeUnbegun(folder: string): Promise<void> {
  const { size } = await stat(journalPath(folder)).catch(() => ({ size: 0 }))
  if (size > 0) return
  for (const file of [journalPath(folder), path.join(folder, 'host.log')])
    await rm(file, { force: true }).catch(() => undefined)
  await rmdir(folder).catch(() => undefined)
}

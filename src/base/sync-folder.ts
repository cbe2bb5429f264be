import { open } from 'node:fs/promises'

/** Has the disk keep which names a folder has. Where systems cannot be asked for that (Windows), they are believed. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  try {
    await handle?.sync()
  } catch {
    // Some network file systems refuse it.
  } finally {
    await handle?.close().catch(() => undefined)
  }
}

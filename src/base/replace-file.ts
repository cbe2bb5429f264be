import { rename, rm, writeFile } from 'node:fs/promises'

/** Whole or not at all: a reader sees the old file or the new one, and a disk that is full keeps the old one. */
export async function replaceFile(
  file: string,
  content: string | readonly NodeJS.ArrayBufferView[],
  options: { readonly mode?: number } = {},
): Promise<void> {
  const draft = `${file}.${process.pid}-${crypto.randomUUID()}.tmp`
  try {
    await writeFile(draft, content, { flag: 'wx', ...options })
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined)
    throw error
  }
}

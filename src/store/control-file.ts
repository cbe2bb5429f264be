import { readFile, rename, rm } from 'node:fs/promises'
import { z } from 'zod'
import { replaceFile } from '../base/replace-file.ts'
import { controlPath } from './paths.ts'

/** What can be wished of a session: to end when its folds have, to end now, to begin nothing new, to go on. */
const wishes = ['stop', 'stopNow', 'pause', 'go'] as const

const wishSchema = z.object({
  wish: z.enum(wishes),
  /** ISO 8601. */
  at: z.string(),
  /** Of the session's lock: a later session is not meant. */
  token: z.string(),
})

export type Wish = z.infer<typeof wishSchema>

/** Leaves a wish in the run's folder, in one step; one that was not taken yet is replaced. */
export async function leaveWish(folder: string, wish: Wish): Promise<void> {
  await replaceFile(controlPath(folder), JSON.stringify(wish))
}

/** The wish that is there, which nobody has taken yet; undefined also where the file is damaged. */
export async function lookForWish(folder: string): Promise<Wish | undefined> {
  return parse(await readFile(controlPath(folder), 'utf8').catch(() => ''))
}

/** Takes the wish out of the folder. Renamed first, so that one which comes meanwhile is not removed unread. */
export async function takeWish(folder: string): Promise<Wish | undefined> {
  const taken = `${controlPath(folder)}.taken`
  try {
    await rename(controlPath(folder), taken)
    return parse(await readFile(taken, 'utf8'))
  } catch {
    return undefined
  } finally {
    await rm(taken, { force: true }).catch(() => undefined)
  }
}

function parse(text: string): Wish | undefined {
  try {
    return wishSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

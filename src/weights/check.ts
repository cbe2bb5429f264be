import type { PreprocessingName } from '../backbones/backbone.ts'
import { askChild, NoAnswer } from '../base/ask-child.ts'
import { messageOf, type PlainUserError, UserError } from '../base/errors.ts'
import type { BackboneName } from '../trial/backbone-names.ts'

/** What a complete check of a file as one backbone's weights found. */
export type Verdict =
  | {
      readonly fits: true
      readonly backbone: BackboneName
      /** Whose names it has. */
      readonly library: string
      readonly family: string
      readonly preprocessing: PreprocessingName
      readonly parameters: number
    }
  | { readonly fits: false; readonly backbone: BackboneName; readonly error: PlainUserError }

export interface CheckDialogue {
  readonly question: { readonly file: string; readonly backbones: readonly BackboneName[] }
  readonly note: never
  readonly answer: Verdict[]
}

const entry = new URL('./check-main.js', import.meta.url)
const timeoutMs = 600_000

/** Checks in a process of its own: a hostile file can hurt only that, and this one never loads an HDF5 library. */
export async function checkWeightFile(file: string, backbones: readonly BackboneName[]): Promise<Verdict[]> {
  try {
    return await askChild<CheckDialogue>({
      entry,
      name: 'checking',
      question: { file, backbones },
      timeoutMs,
    })
  } catch (cause) {
    if (cause instanceof UserError) throw cause
    const reason = (cause instanceof NoAnswer && cause.end?.lastLine) || messageOf(cause)
    throw new UserError(`reading this file broke the reader (${reason})`, { where: file, cause })
  }
}

import type { PreprocessingName } from '../backbones/backbone.ts'
import { askChild, NoAnswer } from '../base/ask-child.ts'
import { messageOf, type PlainUserError, toPlain, UserError } from '../base/errors.ts'
import type { RecipeBackbone } from '../trial/backbone-names.ts'
import type { WeightSource } from '../trial/recipe.ts'

/** A file as one backbone's weights. */
export interface FilePair {
  readonly backbone: RecipeBackbone
  /** Names the file, and says how it is to be read. */
  readonly source: WeightSource
  /** Of the images. */
  readonly size: number
}

/** A file with all that it is to be laid beside. */
export interface FileToCheck {
  readonly file: string
  readonly pairs: readonly FilePair[]
  /** What no network reads must be sound as well. */
  readonly whole?: boolean
}

/** It is complete, of the right shapes, and all its numbers are usable. */
export interface Fit {
  readonly fits: true
  readonly backbone: RecipeBackbone
  /** Whose names it has. */
  readonly library: string
  /** What stands before each of them. */
  readonly prefix: string
  /** What else is in the file. */
  readonly leftOut: readonly string[]
  readonly preprocessing: PreprocessingName
  readonly parameters: number
}

/** What a complete check of a file as one backbone's weights found. */
export type Verdict =
  | Fit
  | {
      readonly fits: false
      readonly backbone: RecipeBackbone
      readonly error: PlainUserError
      /** Names and shapes are this backbone's, and the numbers are no good. */
      readonly isBroken?: boolean
    }

export interface CheckDialogue {
  readonly question: readonly FileToCheck[]
  /** What is known of the next file in the question. */
  readonly note: readonly Verdict[]
  readonly answer: 'done'
}

const entry = new URL('./check-main.js', import.meta.url)
const timeoutMs = 3_600_000

export interface CheckOptions {
  readonly onChecked?: (files: number) => void
  readonly signal?: AbortSignal | undefined
}

/**
 * Opens each file once, lays it beside its backbones and looks at all its numbers. In a process of its own: a hostile file
 * can hurt only that, and this one never loads an HDF5 library. A file that breaks it is told, and the others go on.
 */
export async function checkWeightFiles(
  files: readonly FileToCheck[],
  { onChecked, signal }: CheckOptions = {},
): Promise<Verdict[][]> {
  const verdicts: Verdict[][] = []
  const learn = (next: readonly Verdict[]) => {
    verdicts.push([...next])
    onChecked?.(verdicts.length)
  }
  while (verdicts.length < files.length)
    try {
      const question = files.slice(verdicts.length)
      await askChild<CheckDialogue>({ entry, name: 'checking', question, onNote: learn, timeoutMs, signal })
    } catch (cause) {
      const guilty = files[verdicts.length]
      if (!(cause instanceof NoAnswer) || guilty === undefined) throw cause
      learn(broken(guilty, cause))
    }
  return verdicts
}

function broken({ file, pairs }: FileToCheck, cause: NoAnswer): Verdict[] {
  const reason = cause.end?.lastLine || messageOf(cause)
  const error = toPlain(
    new UserError(`reading this file broke the reader (${reason})`, {
      where: file,
      next: 'The file is damaged, or larger than the memory: use another one.',
    }),
  )
  return pairs.map(({ backbone }) => ({ fits: false, backbone, error }))
}

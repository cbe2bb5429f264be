import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { PreprocessingName } from '../backbones/backbone.ts'
import { UserError } from '../base/errors.ts'
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
  | {
      readonly fits: false
      readonly backbone: BackboneName
      readonly message: string
      readonly details: readonly string[]
      readonly next?: string
    }

const entry = fileURLToPath(new URL('./check-main.js', import.meta.url))

/** Checks in a process of its own: a hostile file can hurt only that, and this one never loads an HDF5 library. */
export function checkWeightFile(file: string, backbones: readonly BackboneName[]): Promise<Verdict[]> {
  return new Promise((resolve, reject) => {
    const options = { timeout: 600_000, encoding: 'utf8', maxBuffer: 1 << 24 } as const
    execFile(process.execPath, [entry, file, ...backbones], options, (error, stdout, stderr) => {
      const line = stdout.trimEnd().split('\n').at(-1) ?? ''
      if (line.startsWith('[')) return resolve(JSON.parse(line))
      const reason = stderr.trimEnd().split('\n').at(-1) || error?.message
      reject(new UserError(`reading this file broke the reader (${reason})`, { where: file, cause: error }))
    })
  })
}

import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { access, constants } from 'node:fs/promises'
import path from 'node:path'
import type { Environment } from '../../base/cache-folder.ts'
import { visibleLines } from '../../base/visible.ts'

export interface ProgramOptions {
  readonly env: Environment
  readonly cwd?: string
  /** Everything printed is appended to this file. */
  readonly logFile?: string
  /** Each printed line, as it comes. */
  readonly onLine?: (line: string) => void
}

export interface Ended {
  readonly ok: boolean
  /** What it printed on both streams, the last megabyte. */
  readonly output: string
  /** Nothing of this name could be started. */
  readonly isMissing: boolean
}

/** Runs a program to its end and never throws. */
export function runProgram(
  file: string,
  args: readonly string[],
  { env, cwd, logFile, onLine }: ProgramOptions,
): Promise<Ended> {
  return new Promise(resolve => {
    const child = spawn(file, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    if (logFile !== undefined) appendFileSync(logFile, `$ ${[file, ...args].join(' ')}\n`)
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-1_000_000)
        if (logFile !== undefined) appendFileSync(logFile, visibleLines(text))
        const line = text
          .trimEnd()
          .split(/[\r\n]+/)
          .at(-1)
        if (line !== undefined && line !== '') onLine?.(line)
      })
    child.on('error', error =>
      resolve({ ok: false, output: error.message, isMissing: 'code' in error && error.code === 'ENOENT' }),
    )
    child.on('close', (code, signal) =>
      resolve({
        ok: code === 0,
        output: signal === null ? output : `${output}\nended by ${signal}`,
        isMissing: false,
      }),
    )
  })
}

/** The file that a name stands for on the PATH, or the path itself if it can be run. */
export async function findProgram(name: string, env: Environment): Promise<string | undefined> {
  const folders = name.includes(path.sep) ? [''] : (env.PATH ?? '').split(path.delimiter).filter(Boolean)
  for (const folder of folders) {
    const file = path.resolve(folder, name)
    if (await isRunnable(file)) return file
  }
  return undefined
}

const isRunnable = (file: string) =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  )

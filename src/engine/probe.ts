import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Environment } from '../base/cache-folder.ts'
import type { EngineName } from '../trial/engine-names.ts'
import { engineNames } from '../trial/engine-names.ts'
import type { EngineOptions, EngineProbe } from './engine.ts'
import { tensorflowEnvironment } from './environment.ts'

const entry = fileURLToPath(new URL('./probe-main.js', import.meta.url))
const report = 'report this with your system and Node.js version'

export interface ProbeOptions extends EngineOptions {
  readonly timeoutMs?: number
  /** Time a convolution, too; one engine after the other, so that they do not slow each other down. */
  readonly measure?: boolean
  readonly env?: Environment
}

/**
 * Tries every engine, each in a process of its own: this process never loads TensorFlow.js, and a native crash or
 * hang costs one answer. In the order in which `auto` prefers them.
 */
export async function probeAll(options: ProbeOptions = { threads: 1 }): Promise<EngineProbe[]> {
  if (!options.measure) return Promise.all(engineNames.map(name => probeOne(name, options)))
  const probes: EngineProbe[] = []
  for (const name of engineNames) probes.push(await probeOne(name, options))
  return probes
}

/** Tries one engine in a process of its own. */
export function probeOne(
  name: EngineName,
  { threads, timeoutMs = 60_000, measure = false, env = process.env }: ProbeOptions,
): Promise<EngineProbe> {
  return new Promise(resolve => {
    execFile(
      process.execPath,
      [entry, String(threads), measure ? 'measure' : 'try', name],
      {
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        encoding: 'utf8',
        env: { ...tensorflowEnvironment(threads, env), ...env },
      },
      (error, stdout, stderr) => {
        const probe = lastProbe(stdout)
        if (probe !== undefined) resolve(probe)
        else if (error?.killed)
          resolve({ name, works: false, reason: `gave no answer in ${timeoutMs / 1000} s`, next: report })
        else
          resolve({
            name,
            works: false,
            reason: `crashed: ${lastLine(stderr) || error?.message}`,
            next: report,
          })
      },
    )
  })
}

function lastProbe(stdout: string): EngineProbe | undefined {
  const line = lastLine(stdout)
  if (!line.startsWith('[{')) return undefined
  const probes: EngineProbe[] = JSON.parse(line)
  return probes[0]
}

const lastLine = (text: string) => text.trimEnd().split('\n').at(-1) ?? ''

import { askChild, NoAnswer } from '../base/ask-child.ts'
import type { Environment } from '../base/cache-folder.ts'
import { messageOf, UserError } from '../base/errors.ts'
import type { EngineName } from '../trial/engine-names.ts'
import { engineNames } from '../trial/engine-names.ts'
import type { EngineOptions, EngineProbe } from './engine.ts'
import { tensorflowEnvironment } from './environment.ts'

const entry = new URL('./probe-main.js', import.meta.url)
const report = 'report this with your system and Node.js version'

export interface ProbeOptions extends EngineOptions {
  readonly timeoutMs?: number
  /** Time a convolution, too; one engine after the other, so that they do not slow each other down. */
  readonly measure?: boolean
  readonly env?: Environment
}

export interface ProbeDialogue {
  readonly question: { readonly name: EngineName; readonly threads: number; readonly measure: boolean }
  readonly note: never
  readonly answer: EngineProbe
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
export async function probeOne(
  name: EngineName,
  { threads, timeoutMs = 60_000, measure = false, env = process.env }: ProbeOptions,
): Promise<EngineProbe> {
  try {
    return await askChild<ProbeDialogue>({
      entry,
      name: 'probing',
      question: { name, threads, measure },
      env: { ...(name === 'tensorflow' && tensorflowEnvironment(threads, env)), ...env },
      timeoutMs,
    })
  } catch (error) {
    if (error instanceof UserError)
      return { name, works: false, reason: `${error.where}: ${error.message}`, next: error.next ?? report }
    return { name, works: false, reason: reasonOf(error), next: report }
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof NoAnswer)) return messageOf(error)
  return error.end === undefined ? error.message : `crashed: ${error.end.lastLine || error.message}`
}

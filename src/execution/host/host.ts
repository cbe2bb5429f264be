import type { Executor } from '../executor.ts'
import { slotsOf } from '../pool/slots.ts'
import type { HostOptions } from './host-options.ts'
import { createHost } from './host-process.ts'
import type { FoldTable, Opened } from './messages.ts'

export type { HostOptions } from './host-options.ts'

/** An executor whose folds run in a supervised child process: a native crash costs a fold, not the night. */
export interface Host extends Required<Executor> {
  readonly opened: Opened
  /** Must be called once before the first `start`. */
  setFolds(table: FoldTable): void
}

/** Starts the child, decodes the images, starts the engine in every worker. Throws UserError if that cannot be. */
export async function openHost(options: HostOptions): Promise<Host> {
  const host = createHost(options)
  const abandon = () => void host.close()
  options.signal?.addEventListener('abort', abandon)
  const opened = await host
    .openFirst()
    .catch(async (error: unknown) => {
      // A host that refused still lives, and would keep this process alive too.
      await host.close()
      throw error
    })
    .finally(() => options.signal?.removeEventListener('abort', abandon))
  const { openFirst: _, ...rest } = host
  return { opened, capacity: opened.workers, slotsOf, ...rest }
}

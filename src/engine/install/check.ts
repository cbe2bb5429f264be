import type { Environment } from '../../base/cache-folder.ts'
import { UserError } from '../../base/errors.ts'
import type { EngineProbe } from '../engine.ts'
import { libraryPath } from '../environment.ts'
import type { Installed } from '../installed.ts'
import { probeOne } from '../probe.ts'

/** Trains a small network on the addon in a process of its own and compares with a reference. */
export async function checkAddon(installed: Installed, env: Environment): Promise<EngineProbe> {
  const probe = await probeOne('tensorflow', {
    threads: 1,
    timeoutMs: 300_000,
    env: { ...env, NIGHTSWEEP_TFJS_NODE: installed.package, ...libraryPath(installed.libraries, env) },
  })
  if (probe.works) return probe
  throw new UserError(`the addon was built, but ${probe.reason}`, {
    where: installed.package,
    next: `name another TensorFlow: nightsweep engine install --tensorflow <folder>`,
  })
}

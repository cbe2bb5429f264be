/** The process of `run --detach` and `resume --detach`: the same commands in a session of their own. */
import { makeSafe } from './base/safe-output.ts'
import { serveDetached } from './commands/detach/serve.ts'
import { outliveOutput } from './output-lost.ts'

outliveOutput().keepWorking()
makeSafe(process.stdout)
makeSafe(process.stderr)
process.umask(process.umask() | 0o022)
serveDetached()

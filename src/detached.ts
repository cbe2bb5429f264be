/** The process of `run --detach` and `resume --detach`: the same commands in a session of their own. */
import { serveDetached } from './commands/detach/serve.ts'
import { outliveOutput } from './output-lost.ts'
import { makeProcessSafe } from './safe-process.ts'

outliveOutput().keepWorking()
makeProcessSafe()
serveDetached()

import { createSimulated } from '../../src/execution/simulated/simulated.ts'
import { openTestHost, quickRecipe } from '../execution/host/open-host.ts'
import { executorSuite } from './executor-suite.ts'

executorSuite('simulated', async () => ({ executor: createSimulated() }))

executorSuite('host', async () => ({ executor: await openTestHost(), recipe: quickRecipe }))

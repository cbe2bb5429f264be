import { createSimulated } from '../../src/execution/simulated.ts'
import { executorSuite } from './executor-suite.ts'

executorSuite('simulated', async () => ({ executor: createSimulated() }))

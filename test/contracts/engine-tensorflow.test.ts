import { engineContract } from './engine-suite.ts'

await engineContract('tensorflow', 1e-4)

import { engineContract } from './engine-suite.ts'

await engineContract('webgpu', 1e-4)

import { engineContract } from './engine-suite.ts'

await engineContract('wasm', 1e-5)

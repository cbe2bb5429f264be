import { engineContract } from './engine-suite.ts'

await engineContract('wasm')

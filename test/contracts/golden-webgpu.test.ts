import { goldenContract } from './golden-suite.ts'

await goldenContract('webgpu')

import { fineTuningContract } from './fine-tuning-suite.ts'

await fineTuningContract('webgpu')

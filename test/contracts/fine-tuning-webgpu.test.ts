import { existsSync } from 'node:fs'
import { fineTuningContract } from './fine-tuning-suite.ts'

// A machine without a GPU can still try it: Chromium brings SwiftShader, a Vulkan driver in software.
const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json'
if (existsSync(swiftShader)) process.env.VK_ICD_FILENAMES ??= swiftShader

await fineTuningContract('webgpu')

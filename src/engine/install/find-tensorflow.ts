import path from 'node:path'
import { environmentName, packageIn } from './pip.ts'
import type { Python } from './pythons.ts'
import { inspectTensorFlow, type TensorFlow } from './tensorflow-folder.ts'

/** The first TensorFlow that can be built against: our own from an earlier call, then those of the Pythons. */
export function findTensorFlow(
  gpu: boolean,
  pythons: readonly Python[],
  cache: string,
): TensorFlow | undefined {
  const own = gpu ? [true] : [false, true]
  const folders = [
    ...own.map(flavour => packageIn(path.join(cache, environmentName(flavour)))),
    ...pythons.flatMap(({ tensorflow }) => tensorflow ?? []),
  ]
  for (const folder of folders) {
    const found = tryInspect(folder)
    if (found !== undefined && (found.cuda === true || !gpu)) return found
  }
  return undefined
}

function tryInspect(folder: string): TensorFlow | undefined {
  try {
    return inspectTensorFlow(folder)
  } catch {
    return undefined
  }
}

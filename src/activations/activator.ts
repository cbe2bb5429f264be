import { decodeHalf, encodeHalf } from '../base/float16.ts'
import { createPass, type Pass } from './pass.ts'
import type { Chunk } from './store/chunk.ts'
import { drawView } from './view.ts'

/** Runs chunks. Those of the same pass follow each other, so the last one's weights stay on the device. */
export function createActivator() {
  let last: { key: string; pass: Pass } | undefined

  /** Leaves the weights where they are: with an engine that is given up. */
  function forget(): void {
    last = undefined
  }

  function dispose(): void {
    const done = last
    forget()
    done?.pass.dispose()
  }

  function passFor({ backbone, size, from, outputs }: Chunk, images: number | undefined): Pass {
    const key = JSON.stringify([backbone.graph.name, backbone.hash, size, from, outputs, images])
    if (last?.key === key) return last.pass
    dispose()
    const pass = createPass(backbone, { from, outputs, images })
    last = { key, pass }
    return pass
  }

  /** `images`: so many at once rather than as many as are fastest. */
  async function run(chunk: Chunk, images?: number): Promise<void> {
    const targets = chunk.into.map(rows =>
      rows instanceof Uint16Array ? new Float32Array(rows.length) : rows,
    )
    await passFor(chunk, images).run(inputOf(chunk), targets)
    for (const [i, rows] of chunk.into.entries())
      if (rows instanceof Uint16Array) encodeHalf(targets[i] ?? new Float32Array(), rows)
  }

  return { run, dispose, forget }
}

function inputOf({ input, size, view, first = 0 }: Chunk): Uint8Array | Float32Array {
  if (input instanceof Uint8Array) return view === undefined ? input : drawView(view, input, size, first)
  if (input instanceof Float32Array) return input
  const floats = new Float32Array(input.length)
  decodeHalf(input, floats)
  return floats
}

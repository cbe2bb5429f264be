import path from 'node:path'
import { z } from 'zod'

const shape = z.object({
  file: z.string().optional().catch(undefined),
  data: z.object({ path: z.string() }).optional().catch(undefined),
  space: z.record(z.string(), z.unknown()).catch({}),
  budget: z
    .object({
      trials: z.number().optional(),
      hours: z.number().optional(),
      until: z.string().optional(),
    })
    .catch({}),
})

/** What the screen shows of a sweep. The journal carries it untyped: what is missing or odd is left out. */
export interface SweepFacts {
  /** Last part of the path of the images. */
  readonly dataName: string | undefined
  /** Name of the search-space file without its folder. */
  readonly fileName: string | undefined
  /** Names of what varies, as in the file. */
  readonly searched: readonly string[]
  readonly budget: { readonly trials?: number; readonly hours?: number; readonly until?: string }
}

const none = { space: {}, budget: {}, data: undefined, file: undefined }

export function sweepFacts(sweep: unknown): SweepFacts {
  const { data, space, budget, file } = shape.catch(none).parse(sweep)
  const { trials, hours, until } = budget
  return {
    dataName: data && path.basename(data.path),
    fileName: file && path.basename(file),
    searched: Object.keys(space),
    budget: {
      ...(trials === undefined ? {} : { trials }),
      ...(hours === undefined ? {} : { hours }),
      ...(until === undefined ? {} : { until }),
    },
  }
}

import type { RunEvent } from '../../src/run/event.ts'
import { sealed } from '../../src/store/checksum.ts'

/** An event, or what is none, as a journal's line. */
export const line = (event: RunEvent | Readonly<Record<string, unknown>>): string =>
  `${sealed(JSON.stringify(event))}\n`

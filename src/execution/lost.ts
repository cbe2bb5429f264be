import type { Trouble } from '../engine/trouble.ts'

/** Work whose results are gone or cannot be believed, through no fault of its own: it may be tried again. */
export class Lost extends Error {
  override readonly name = 'Lost'
  readonly trouble: Trouble

  constructor(trouble: Trouble) {
    super(trouble.error)
    this.trouble = trouble
  }
}

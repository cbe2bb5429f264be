import type { PlainUserError } from '../../base/errors.ts'
import type { Progress } from '../../base/progress.ts'
import type { ResumeOptions, StartOptions } from '../run-options.ts'

/** What a process of its own is to do. */
export type Task =
  | { readonly command: 'run'; readonly file: string; readonly options: StartOptions }
  | { readonly command: 'resume'; readonly run: string; readonly options: ResumeOptions }

/** `log` gets its output; it is moved into the run's folder when that is there. */
export type Order = Task & { readonly log: string }

/** What it tells until the sweep has begun. */
export type FromDetached =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'held'; readonly folder: string }
  | { readonly type: 'begun' }
  | { readonly type: 'refused'; readonly error: PlainUserError }
  | { readonly type: 'failed'; readonly message: string }

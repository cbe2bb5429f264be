import nodePath from 'node:path'
import { z } from 'zod'
import { duplicatePolicies } from '../data/duplicates/policies.ts'
import { tableKeys } from './table-schema.ts'

/** `data` of a search-space file. */
export const dataSchema = z
  .strictObject({
    path: z
      .exactOptional(z.string().min(1))
      .describe(
        'A folder with one subfolder per class, or a table (.csv, .tsv, .tab, .txt) with a path and a label per image; relative to this file. Needed unless table is given.',
      ),
    ...tableKeys,
    imageSize: z
      .number()
      .int()
      .min(8)
      .max(1024)
      .default(160)
      .describe('Width and height in pixels after resizing.'),
    holdout: z
      .number()
      .min(0)
      .max(0.9)
      .default(0)
      .describe('Share of the images that no trial ever sees, to confirm the winner on.'),
    duplicates: z
      .enum(duplicatePolicies)
      .default('group')
      .describe(
        'Images that show the same picture (copied, compressed, resized, mirrored, turned): group keeps them in one fold, warn only tells, drop uses one of each (none where their labels differ), none does not look.',
      ),
  })
  .superRefine(({ path, table }, context) => {
    if (path === undefined && table === undefined)
      context.addIssue({
        code: 'custom',
        path: ['path'],
        message: 'is missing: must be a folder or a table of images',
      })
  })
  .transform(({ path, ...rest }) => ({ path: path ?? nodePath.dirname(rest.table ?? ''), ...rest }))

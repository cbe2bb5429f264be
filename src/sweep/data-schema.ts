import { z } from 'zod'
import { duplicatePolicies } from '../data/duplicates/policies.ts'
import { issueOf } from './explain.ts'
import type { Finding } from './finding.ts'
import { folderKeys } from './folder-schema.ts'
import { tableKeys } from './table-schema.ts'

const fields = z.strictObject({
  path: z
    .exactOptional(z.string().min(1))
    .describe(
      'A folder with one subfolder per class, or a table (.csv, .tsv, .tab, .txt) with a path and a label per image; relative to this file. Needed unless train or table is given.',
    ),
  ...folderKeys,
  ...tableKeys,
  imageSize: z
    .number()
    .int()
    .min(8)
    .max(1024)
    .default(160)
    .describe('Width and height in pixels after resizing.'),
  range: z
    .exactOptional(
      z.tuple([z.number(), z.number()]).refine(([low, high]) => low < high, {
        error: ({ input }) => `must be [low, high], the lower value first (got ${JSON.stringify(input)})`,
      }),
    )
    .describe(
      'What images of more than 8 bits, signed or float ones keep as black and as white, such as [-1000, 400]. Default: 16 bits as they are; others as their values suggest, or not at all where that is not certain.',
    ),
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

/** `data` of a search-space file. */
export const dataSchema = fields.check(({ value, issues }) => {
  issues.push(...clashesIn(value))
})

/** Keys that exclude or need each other. */
function clashesIn({
  path,
  train,
  test,
  depth,
  classes,
  holdout,
  table,
}: z.output<typeof fields>): z.core.$ZodRawIssue[] {
  const wrong = (key: string, message: string, at: Finding['at'] = 'key') =>
    issueOf({ path: [key], at, problem: { kind: 'wrongValue', message } })
  return [
    ...(path === undefined && train === undefined && table === undefined
      ? [
          issueOf({
            path: ['path'],
            at: 'value',
            problem: {
              kind: 'missing',
              rule: 'must be a folder with a subfolder per class, or a table of images',
            },
          }),
        ]
      : []),
    ...(path !== undefined && train !== undefined
      ? [wrong('train', 'says where the images are, as path does: keep one of the two')]
      : []),
    ...(table !== undefined && train !== undefined
      ? [wrong('train', 'is of folders, but table says which images there are: keep one of the two')]
      : []),
    ...(test !== undefined && train === undefined
      ? [wrong('test', 'needs train beside it: write train in place of path')]
      : []),
    ...(test !== undefined && holdout > 0
      ? [wrong('holdout', `must be 0 with data.test, whose images are the holdout (got ${holdout})`, 'value')]
      : []),
    ...(depth !== undefined && classes === 'leaf'
      ? [
          wrong(
            'depth',
            'says which level the classes are on, classes: leaf that they are the deepest: keep one of the two',
          ),
        ]
      : []),
  ]
}

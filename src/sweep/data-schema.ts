import { z } from 'zod'
import { duplicatePolicies } from '../data/duplicates/policies.ts'
import { classFolders } from '../data/source.ts'
import { issueOf } from './explain.ts'
import type { Finding } from './finding.ts'

const folder = z.string().min(1)
const folders = z
  .union([folder, z.array(folder).min(1)])
  .transform(given => (typeof given === 'string' ? [given] : given))

const fields = z.strictObject({
  path: z
    .exactOptional(folder)
    .describe(
      'A folder with one subfolder per class, or a CSV manifest (path,label[,group]); relative to this file. Needed unless train is given.',
    ),
  train: z
    .exactOptional(folders)
    .describe(
      'Instead of path where there is a ready-made split: the folder, or folders, with the class folders to train on.',
    ),
  test: z
    .exactOptional(folders)
    .describe(
      'Beside train: folders with the same class folders, whose images no trial ever sees. They are the holdout.',
    ),
  depth: z
    .exactOptional(z.number().int().min(1).max(9))
    .describe(
      'On which level of folders the classes are: 2 where sites or years hold a folder per class each. 1 says that the top folders are classes whatever they are called.',
    ),
  classes: z
    .exactOptional(z.enum(classFolders))
    .describe(
      'Where class folders have folders inside: top takes their images as of the class, leaf makes each folder that holds images a class. Not given: as top, with a warning.',
    ),
  ignore: z
    .exactOptional(z.array(z.string().min(1)).min(1))
    .describe(
      'Folders and files that are left out, such as ["notes", "**/masks/**", "**/*_small.jpg"]; * is any text, ** any folders.',
    ),
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
}: z.output<typeof fields>): z.core.$ZodRawIssue[] {
  const wrong = (key: string, message: string, at: Finding['at'] = 'key') =>
    issueOf({ path: [key], at, problem: { kind: 'wrongValue', message } })
  return [
    ...(path === undefined && train === undefined
      ? [
          issueOf({
            path: ['path'],
            at: 'value',
            problem: {
              kind: 'missing',
              rule: 'must be a folder with a subfolder per class, or a CSV manifest',
            },
          }),
        ]
      : []),
    ...(path !== undefined && train !== undefined
      ? [wrong('train', 'says where the images are, as path does: keep one of the two')]
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

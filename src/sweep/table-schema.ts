import { z } from 'zod'

const column = z.union([z.string().min(1), z.number().int().min(1)])
const columnOrNone = z.union([z.string().min(1), z.number().int().min(1), z.literal(false)])

const columns = z.strictObject({
  path: z.exactOptional(column).describe('The column with the file of each image.'),
  label: z
    .exactOptional(z.union([column, z.array(column).min(2)]))
    .describe(
      'The column with the label; or several columns, one per class, that hold 1 where an image is of it.',
    ),
  group: z
    .exactOptional(columnOrNone)
    .describe(
      'The column with the group (a patient, a day), which folds.grouped keeps together; false for none.',
    ),
  split: z
    .exactOptional(columnOrNone)
    .describe(
      'The column with the split: images of test are the holdout, train and val are folded together; numbers from 0 are fixed folds; false for none.',
    ),
})

/** What `data` says of a table. */
export const tableKeys = {
  table: z
    .exactOptional(z.string().min(1))
    .describe(
      'A table with a row per image, where data.path is the folder that its paths count from; without data.path that is the folder of the table.',
    ),
  columns: z
    .exactOptional(columns)
    .describe(
      'Which columns of the table say what, by name or by number from 1. What is not given is found by usual names and told.',
    ),
  labels: z
    .exactOptional(
      z.union([
        z.literal('names'),
        z.strictObject({
          threshold: z
            .number()
            .describe('Labels are numbers; those below this are one class, the others the second.'),
        }),
      ]),
    )
    .describe(
      'What labels of the table are where they do not look like classes: names takes each text as a class, { threshold: 0.5 } makes two classes of numbers.',
    ),
  allowOutside: z
    .exactOptional(z.boolean())
    .describe(
      'Whether the table may name images by absolute paths, or outside the folder; false unless given.',
    ),
}

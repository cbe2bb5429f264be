import { z } from 'zod'
import { isGlob } from '../data/glob.ts'
import { classFolders } from '../data/source.ts'

const folder = z.string().min(1)
const folders = z
  .union([folder, z.array(folder).min(1)])
  .transform(given => (typeof given === 'string' ? [given] : given))

/** What `data` says of folders beside `path`. */
export const folderKeys = {
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
    .exactOptional(
      z.array(z.string().min(1).refine(isGlob, 'has a range that runs backwards, as [z-a] does')).min(1),
    )
    .describe(
      'Folders and files that are left out, such as ["notes", "**/masks/**", "**/*_small.jpg"]; * is any text, ** any folders.',
    ),
}

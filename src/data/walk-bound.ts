import { UserError } from '../base/errors.ts'

/** Several times what the largest sets of images have. */
const most = { folders: 100_000, files: 10_000_000 }

/** Counts what lies below a folder, and refuses where it is a whole disk rather than a set of images. */
export function walkBound(folder: string, limits = most): { folder(): void; file(): void } {
  let [folders, files] = [0, 0]
  const refuse = (what: string) => {
    throw new UserError(`More than ${what} lie below this folder`, {
      where: folder,
      next: 'Name the folder of the images themselves, or leave out what is none with data.ignore; does a link lead out of it?',
    })
  }
  return {
    folder() {
      if (++folders > limits.folders) refuse(`${limits.folders} folders`)
    },
    file() {
      if (++files > limits.files) refuse(`${limits.files} files`)
    },
  }
}

import path from 'node:path'

/** Emscripten's O_DIRECTORY. */
const openFolder = 0o200000

/** What is asked of the file system that HDF5 reads through. */
interface FileSystem {
  open(file: string, flags: number, ...rest: unknown[]): unknown
}

/**
 * From here to `end` HDF5 can open this file and no other, whichever way the file has to name one: external links and
 * storage, virtual datasets, and what may come to that.
 */
export function openOnly(system: object, file: string): { refused(): string | undefined; end(): void } {
  const files = system as FileSystem
  const { open } = files
  let refused: string | undefined
  files.open = (other, flags, ...rest) => {
    if (path.resolve(other) === path.resolve(file)) return Reflect.apply(open, files, [other, flags, ...rest])
    // HDF5 looks into its folder of plugins by itself, where a file is packed in an unknown way.
    if ((flags & openFolder) === 0) refused ??= other
    throw new Error(`not ${other}`)
  }
  return {
    refused: () => refused,
    end() {
      files.open = open
    },
  }
}

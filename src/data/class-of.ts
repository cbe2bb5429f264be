import type { DataSource } from './source.ts'

/** The class of an image by the folders that it lies in; undefined where it lies outside the class folders. */
export function classOf(
  file: string,
  { depth = 1, classes = 'top' }: Pick<DataSource, 'depth' | 'classes'>,
): string | undefined {
  const folders = file.split('/').slice(0, -1)
  return classes === 'leaf' ? folders.at(-1) : folders[depth - 1]
}

/** The path of the class folder in which an image lies. */
export function classFolderOf(
  file: string,
  { depth = 1, classes = 'top' }: Pick<DataSource, 'depth' | 'classes'>,
): string {
  const folders = file.split('/').slice(0, -1)
  return (classes === 'leaf' ? folders : folders.slice(0, depth)).join('/')
}

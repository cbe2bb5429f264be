import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { Layout } from './layout/layout.ts'
import { sourceOf } from './layout/reading.ts'
import { layoutOf } from './layout/recognise.ts'
import { treeOf } from './layout/tree.ts'
import { leftOutBy } from './left-out.ts'
import type { DataSource } from './source.ts'
import { surveyOf } from './survey.ts'

/** How a folder is best read, and what made it so. */
export interface Offered {
  readonly source: DataSource
  /** Outermost first; empty where the folder holds the class folders itself. */
  readonly because: readonly Pick<Layout, 'says' | 'advice'>[]
}

/** Looks at what is in a folder, goes in where the classes are further down, and leaves out what is none. */
export async function offeredSource(target: string): Promise<Offered> {
  let source: DataSource = { path: path.resolve(target) }
  const because: Layout[] = []
  const isFolder = await stat(source.path).then(
    stats => stats.isDirectory(),
    () => false,
  )
  // Each reading goes in deeper or leaves something out, so this ends.
  while (isFolder) {
    const { images } = await surveyOf(source.path, leftOutBy(source.ignore))
    const layout = layoutOf(treeOf(images))
    if (layout?.reading === undefined) break
    because.push(layout)
    const { reading } = layout
    const ignore = reading.path === undefined ? [...(source.ignore ?? []), ...(reading.ignore ?? [])] : []
    source = sourceOf(source.path, { ...reading, ...(ignore.length > 0 && { ignore }) })
    if (source.train !== undefined || source.depth !== undefined) break
  }
  return { source, because }
}

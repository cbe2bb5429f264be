import { UserError } from '../base/errors.ts'
import type { Reading } from './layout/layout.ts'
import { readingText } from './layout/reading.ts'
import { layoutOf } from './layout/recognise.ts'
import { treeOf } from './layout/tree.ts'
import type { DataSource } from './source.ts'
import type { Survey } from './survey.ts'

/** Refuses folders that are no classes, with the right reading to write; not where the file says how to read them. */
export function refuseLayout(
  { folder, images }: Survey,
  { depth, classes, train, ignore, hasBegun }: DataSource,
): void {
  if (depth !== undefined || classes !== undefined || hasBegun) return
  const tree = treeOf(images)
  const layout = layoutOf(tree)
  if (layout === undefined) return
  const otherwise =
    tree.folders.size > 1 ? ' If these are the classes all the same, add depth: 1 to data.' : ''
  throw new UserError(layout.says, {
    where: folder,
    next: `${train === undefined ? adviceOf(folder, layout, ignore) : layout.advice}${otherwise}`,
  })
}

function adviceOf(
  folder: string,
  { reading, advice }: { reading?: Reading; advice: string },
  ignore: readonly string[] = [],
): string {
  if (reading === undefined) return advice
  const kept = [...ignore, ...(reading.ignore ?? [])]
  return `Write data: ${readingText(folder, { ...reading, ...(kept.length > 0 && { ignore: kept }) })}. ${advice}`
}

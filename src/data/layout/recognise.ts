import { oneClassText } from '../one-class.ts'
import { type Layout, someOf, within } from './layout.ts'
import { partLayout } from './parts.ts'
import { sharedLayout } from './shared.ts'
import { foldLayout, splitLayout } from './splits.ts'
import { type Branch, descend, namesIn } from './tree.ts'

/** What a folder looks like, where its top folders are not the classes; undefined where they may well be. */
export function layoutOf(tree: Branch): Layout | undefined {
  return loneLayout(tree) ?? splitLayout(tree) ?? foldLayout(tree) ?? partLayout(tree) ?? sharedLayout(tree)
}

/** One folder that holds all the others. */
function loneLayout(tree: Branch): Layout | undefined {
  const [only, ...others] = tree.folders
  if (only === undefined || others.length > 0 || tree.own > 0) return undefined
  const { branch, path } = descend(only[1])
  if (branch.folders.size < 2) return undefined
  const [folder, names] = [[only[0], ...path].join('/'), namesIn(branch)]
  const inner = layoutOf(branch)
  if (inner !== undefined)
    return {
      ...inner,
      says: `In ${folder}/, ${inner.says}`,
      ...(inner.reading && { reading: within(folder, inner.reading) }),
    }
  return {
    says: oneClassText(only[0]),
    reading: { path: folder },
    advice: `${folder}/ holds the folders ${someOf(names, 4)}: they look like the classes.`,
  }
}

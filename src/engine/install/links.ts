import { mkdir, symlink } from 'node:fs/promises'
import path from 'node:path'
import { sharedSuffixes, type TensorFlow } from './tensorflow-folder.ts'

/**
 * Makes the folder `deps` of a tfjs-node package as its build wants it, out of links to a TensorFlow. It looks like
 * site-packages, because the libraries search relative to where they are loaded from ($ORIGIN/../nvidia/cublas/lib).
 */
export async function linkTensorFlow(
  packageFolder: string,
  { library, framework, headers, nvidia }: TensorFlow,
): Promise<void> {
  const deps = path.join(packageFolder, 'deps')
  await mkdir(path.join(deps, 'lib'), { recursive: true })
  const links = new Map([
    ...namesOf(library, 'libtensorflow'),
    ...namesOf(framework, 'libtensorflow_framework'),
    [path.join('include'), headers],
    ...(nvidia === undefined ? [] : [['nvidia', nvidia] as const]),
  ])
  for (const [name, target] of links) await symlink(target, path.join(deps, name))
}

/** A library is found by the name that the linker is given, and at run time by its own. */
function namesOf(file: string, linked: string): [string, string][] {
  const names = [
    path.basename(file),
    `${linked}${sharedSuffixes.plain}`,
    `${linked}${sharedSuffixes.versioned}`,
  ]
  return names.map(name => [path.join('lib', name), path.resolve(file)])
}

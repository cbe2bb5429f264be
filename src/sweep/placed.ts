import { UserError } from '../base/errors.ts'
import { withOverrides } from './overrides.ts'
import { readYamlFile } from './yaml-file.ts'

/** An error found after loading that names a field of the file, such as `folds.k`, with its line and column. */
export async function placed(
  error: unknown,
  file: string,
  overrides: readonly string[] = [],
): Promise<unknown> {
  if (!(error instanceof UserError) || !/^(data|folds|recipe)(\.\w+)*$/.test(error.where ?? '')) return error
  const { where: field = '' } = error
  // A pipe cannot be read a second time.
  const source = await readYamlFile(file).catch(() => undefined)
  if (source === undefined) return error
  const place = withOverrides(source, overrides).where(field.split('.'))
  return error.withDetails({ where: place.endsWith(` ${field}`) ? place : `${place}: ${field}` })
}

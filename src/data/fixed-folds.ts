import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { UserError } from '../base/errors.ts'
import { codeOf, firstFew } from '../base/file-errors.ts'
import { refuseDevice } from '../base/refuse-device.ts'
import { isTable } from './extensions.ts'
import { readFoldTable } from './table/fold-table.ts'

const foldOf = z.record(z.string().min(1), z.int().min(0))
const workFile = z.object({ folds: z.object({ of: foldOf }) })

const shape = 'Write an object from file to fold number: { "cats/one.jpg": 0, "cats/two.jpg": 1 }.'

/**
 * Reads fixed folds: a JSON object from `class/file.jpg` to a fold number, alone or under `folds.of`, or a table with a
 * file and a fold in each row.
 */
export async function loadFixedFolds(file: string): Promise<Record<string, number>> {
  await refuseDevice(file)
  const text = await readFile(file, 'utf8').catch(cause => {
    const missing = codeOf(cause) === 'ENOENT'
    throw new UserError(
      missing ? 'The file of fixed folds does not exist' : `The file cannot be read (${codeOf(cause)})`,
      {
        where: file,
        next: 'Check folds.file: a relative path counts from the folder of the file that names it.',
        cause,
      },
    )
  })
  if (isTable(file)) return readFoldTable(file)
  const value = parse(text, file)
  const result = isWorkFile(value)
    ? workFile.transform(({ folds }) => folds.of).safeParse(value, { reportInput: true })
    : foldOf.safeParse(value, { reportInput: true })
  if (!result.success)
    throw new UserError('The fixed folds are not an object from file names to fold numbers (0, 1, 2, …)', {
      where: file,
      details: firstFew(
        result.error.issues.map(({ path, input }) =>
          path.length === 0
            ? `the file holds ${kindOf(input)}`
            : `${path.join(' › ')}: ${JSON.stringify(input) ?? 'nothing'} is not a whole number from 0`,
        ),
      ),
      next: shape,
    })
  if (Object.keys(result.data).length === 0)
    throw new UserError('The file of fixed folds lists no files', { where: file, next: shape })
  return result.data
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (cause) {
    throw new UserError('The file of fixed folds is not JSON', {
      where: file,
      details: cause instanceof Error ? [cause.message] : [],
      next: shape,
      cause,
    })
  }
}

function isWorkFile(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'folds' in value && typeof value.folds === 'object'
}

const kindOf = (value: unknown) => (Array.isArray(value) ? 'a list' : `only ${JSON.stringify(value)}`)

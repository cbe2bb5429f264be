import { explain, UserError } from '../base/errors.ts'
import { didYouMean } from '../base/suggest.ts'
import { type BackboneName, backboneNames } from '../trial/backbone-names.ts'
import { ensureOfficialWeights } from '../weights/ensure.ts'
import { officialFile } from '../weights/official.ts'
import type { Output } from './output.ts'
import { downloadBar } from './weights-progress.ts'

interface PullOptions {
  readonly size?: number
  readonly all?: boolean
}

/** Downloads official weights ahead of their use; one that fails does not keep the others back. */
export async function weightsPullCommand(
  names: readonly string[],
  { size, all = false }: PullOptions = {},
  out: Output = process.stdout,
): Promise<number> {
  const backbones = all ? backboneNames.filter(name => officialFile(name) !== undefined) : names.map(named)
  if (backbones.length === 0)
    throw new UserError('no backbone is named', {
      next: `Name some, or say --all: ${backboneNames.filter(name => officialFile(name) !== undefined).join(', ')}`,
    })
  let failed = 0
  for (const backbone of new Set(backbones)) {
    const bar = downloadBar()
    try {
      const place = await ensureOfficialWeights(backbone, size, { onProgress: bar.update })
      bar.clear()
      out.write(`${backbone}: ${place}\n`)
    } catch (error) {
      bar.clear()
      if (!(error instanceof UserError)) throw error
      failed++
      process.stderr.write(`${explain(error)}\n`)
    }
  }
  return failed === 0 ? 0 : 1
}

function named(text: string): BackboneName {
  const name = backboneNames.find(candidate => candidate.toLowerCase() === text.toLowerCase())
  if (name !== undefined) return name
  const hint = didYouMean(text, backboneNames)
  throw new UserError(`"${text}" is not a backbone${hint === '' ? '' : `; ${hint}`}`, {
    next: `They are: ${backboneNames.join(', ')}`,
  })
}

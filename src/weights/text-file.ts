import path from 'node:path'
import { formatBytes } from '../text/format.ts'
import { fromParts } from './conversions.ts'
import { WeightProblem } from './stored.ts'

/** What a text is that lies where weights should, by its beginning. */
export function textProblem(text: string, file: string): WeightProblem {
  if (text.startsWith('version https://git-lfs.github.com/spec/')) return pointer(text, file)
  if (/^\s*<(!doctype|html|\?xml)/i.test(text)) return webPage(text)
  if (/^\s*\{/.test(text) && text.includes('"weight_map"'))
    return new WeightProblem('it is the list of weights that lie in several files', { next: fromParts(file) })
  if (/^\s*\{/.test(text) && /"(modelTopology|weightsManifest)"/.test(text))
    return new WeightProblem('it is the model.json of a layers model', { next: 'Set backbone: LayersModel.' })
  return new WeightProblem('it is a text, not weights', {
    details: [`it begins with ${JSON.stringify(text.trim().slice(0, 60))}`],
    next: 'Download it again, or give the file itself: weights are read from .h5, .keras and .safetensors files.',
  })
}

/** https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
function pointer(text: string, file: string): WeightProblem {
  const size = Number(/^size (\d+)$/m.exec(text)?.[1])
  const amount = Number.isFinite(size) ? ` of ${formatBytes(size)}` : ''
  const { dir, base } = path.parse(path.resolve(file))
  return new WeightProblem(`it is a Git LFS pointer, the weights${amount} themselves were not fetched`, {
    next: `Fetch them: git -C "${dir}" lfs pull --include "${base}"`,
  })
}

function webPage(text: string): WeightProblem {
  const title = /<title[^>]*>\s*([^<]{1,80}?)\s*</i.exec(text)?.[1]
  return new WeightProblem('it is a web page, not weights', {
    details: title === undefined ? [] : [`its title is ${JSON.stringify(title)}`],
    next: 'The address was that of a page about the file: download the file itself (on Hugging Face and GitHub the link "download" or "raw").',
  })
}

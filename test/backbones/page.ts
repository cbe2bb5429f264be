import { statSync } from 'node:fs'
import type { Graph } from '../../src/backbones/graph.ts'
import { getBackbone } from '../../src/backbones/index.ts'
import { bytesAt, multiplyAddsOf, parametersOf } from '../../src/backbones/measure.ts'
import { type BackboneName, backboneNames } from '../../src/trial/backbone-names.ts'
import { officialFile, publishedAccuracy } from '../../src/weights/official.ts'

/** The parts of BACKBONES.md that follow from the program, by the name between their marks. */
export const generated: Readonly<Record<string, () => string>> = { facts: factsTable, cuts: cutsTable }

/** The page with its generated parts made anew. */
export function renewed(page: string): string {
  return Object.entries(generated).reduce(
    (text, [name, make]) =>
      text.replace(
        new RegExp(`(<!-- ${name} -->\n).*?(<!-- /${name} -->)`, 's'),
        (_, begin: string, end: string) => `${begin}\n${make()}\n\n${end}`,
      ),
    page,
  )
}

const graphOf = (name: BackboneName) => getBackbone(name).build(getBackbone(name).defaultSize)
const table = (header: readonly string[], align: string, rows: readonly (readonly string[])[]) =>
  [header, [...align].map(side => (side === 'r' ? '--:' : '---')), ...rows]
    .map(cells => `| ${cells.join(' | ')} |`)
    .join('\n')

function factsTable(): string {
  const header = [
    'backbone',
    'size',
    'at least',
    'pixels',
    'parameters',
    'file',
    'features',
    'blocks',
    'multiply-adds',
    'top-1',
    'top-5',
  ]
  const rows = backboneNames.map(name => {
    const { defaultSize, minSize, preprocessing } = getBackbone(name)
    const graph = graphOf(name)
    const { top1, top5 } = publishedAccuracy(name) ?? {}
    return [
      name,
      `${defaultSize}`,
      `${minSize}`,
      `\`${preprocessing}\``,
      millions(parametersOf(graph)),
      fileOf(name, graph),
      `${graph.layers.at(-1)?.shape[2]}`,
      `${graph.cuts.length}`,
      millions(multiplyAddsOf(graph)),
      top1?.toFixed(1) ?? '–',
      top5?.toFixed(1) ?? '–',
    ]
  })
  return table(header, 'lrrlrrrrrrr', rows)
}

const millions = (count: number) =>
  count >= 1e9 ? `${(count / 1e9).toFixed(2)} G` : `${(count / 1e6).toPrecision(3)} M`

/** Of the official file where Keras' length is known, otherwise by the parameters. */
function fileOf(name: BackboneName, graph: Graph): string {
  const inTheBox = new URL('../../src/backbones/pocket/pocket.safetensors', import.meta.url)
  const bytes = name === 'Pocket' ? statSync(inTheBox).size : officialFile(name)?.bytes
  const text = ((bytes ?? 4 * parametersOf(graph)) / 1e6).toFixed(1)
  return `${bytes === undefined ? '≈ ' : ''}${text} MB`
}

/** Blocks in a row whose ends are equally large share an entry. */
function cutsTable(): string {
  const rows = backboneNames
    .filter(name => !/-[\d.]+$/.test(name))
    .map(name => {
      const graph = graphOf(name)
      const runs: { blocks: string[]; bytes: number }[] = []
      for (const { block, layer } of graph.cuts) {
        const bytes = bytesAt(graph, layer)
        const last = runs.at(-1)
        if (last?.bytes === bytes) last.blocks.push(block)
        else runs.push({ blocks: [block], bytes })
      }
      return [name, runs.map(runText).join(', ')]
    })
  return table(['backbone', 'blocks from the input to the output: kB of one image after each'], 'll', rows)
}

function runText({ blocks, bytes }: { blocks: readonly string[]; bytes: number }): string {
  const [first = '', ...more] = blocks
  const names = more.length === 0 ? first : `${first} … ${more.at(-1)} (${blocks.length})`
  return `${names} ${Math.round(bytes / 1000)}`
}

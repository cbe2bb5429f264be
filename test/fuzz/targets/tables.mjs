import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { UserError } from '../../../dist/base/errors.js'
import { listDataset } from '../../../dist/data/list-dataset.js'
import { mutatedBytes, mutatedText } from '../mutate.mjs'

/** Tables of labels beside a folder of images. */
export function open(folder) {
  const root = path.join(folder, 'pictures')
  for (const name of ['a', 'b']) mkdirSync(path.join(root, name), { recursive: true })
  const files = Array.from({ length: 12 }, (_, i) => `${i % 2 === 0 ? 'a' : 'b'}/${i}.jpg`)
  for (const file of files) writeFileSync(path.join(root, file), 'x')
  const rows = (separator, row) =>
    files.map((file, i) => row(file, i % 2 === 0 ? 'cat' : 'dog', i).join(separator)).join('\n')
  const tables = [
    `file,label\n${rows(',', (file, label) => [file, label])}\n`,
    `id\tfile\tlabel\tfold\n${rows('\t', (file, label, i) => [i, file, label, i % 3])}\n`,
    `"file";"cat";"dog"\n${rows(';', (file, label) => [`"${file}"`, label === 'cat' ? '1.0' : '0.0', label === 'dog' ? '1.0' : '0.0'])}\n`,
    rows(' ', (file, label) => [file, label === 'cat' ? 0 : 1]),
  ]
  const input = path.join(folder, 'input')
  return {
    refusals: [UserError],
    async attempt(random, index) {
      const text = random.pick(tables)
      const bytes =
        random.next() < 0.6 ? Buffer.from(mutatedText(text, random)) : mutatedBytes(Buffer.from(text), random)
      writeFileSync(input, bytes)
      // Under a name of its own: what is read of a table may be remembered.
      const table = path.join(folder, `table-${index % 50}.csv`)
      writeFileSync(table, bytes)
      return check(await listDataset({ path: root, table }), root)
    },
  }
}

function check({ classes, images }, root) {
  if (classes.length < 1 || new Set(classes).size !== classes.length)
    return `accepted with classes ${classes}`
  for (const { file, label } of images) {
    if (!(label in classes)) return `accepted ${file} with label ${label}`
    if (!path.resolve(root, file).startsWith(`${root}/`)) return `accepted ${file}, which lies outside`
  }
  return undefined
}

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { crc32 } from 'node:zlib'
import { UserError } from '../../../dist/base/errors.js'
import { verdictsOn } from '../../../dist/weights/check-file.js'
import { mutatedBytes, mutatedText } from '../mutate.mjs'

class Refused extends Error {}

/** Damaged `.h5`, `.keras` and `.safetensors` files and layers models. */
export function open(folder) {
  const source = process.env.WEIGHTS
  if (source === undefined || !existsSync(source)) return { skip: 'WEIGHTS names no folder of weight files' }
  const small = readdirSync(source).filter(name => statSync(path.join(source, name)).size < 4e6)
  const files = small
    .filter(name => /\.(h5|safetensors)$/.test(name))
    .map(name => ({ name, bytes: readFileSync(path.join(source, name)) }))
  for (const { name, bytes } of [...files])
    if (name.endsWith('.h5')) files.push({ name: `${name}.keras`, bytes: zipped(bytes) })
  const models = readdirSync(source).filter(name => existsSync(path.join(source, name, 'model.json')))
  const input = path.join(folder, 'input')

  async function file(random, index) {
    const { name, bytes } = random.pick(files)
    // The structure is at the beginning and the end; most of the rest are numbers.
    const part = random.pick([
      [0, 4096],
      [0, 4096],
      [Math.max(0, bytes.length - 4096), bytes.length],
      [0, bytes.length],
    ])
    const damaged = mutatedBytes(bytes, random, part)
    const at = path.join(folder, `weights-${index % 20}${path.extname(name)}`)
    for (const each of [at, input]) writeFileSync(each, damaged)
    return judge(
      await verdictsOn({ file: at, pairs: [{ backbone: 'MobileNetV2-0.35', source: at, size: 96 }] }),
    )
  }

  async function model(random, index) {
    const from = path.join(source, random.pick(models))
    const to = path.join(folder, `model-${index % 20}`)
    mkdirSync(to, { recursive: true })
    for (const name of readdirSync(from)) cpSync(path.join(from, name), path.join(to, name))
    const at = path.join(to, 'model.json')
    const damaged = mutatedText(readFileSync(at, 'utf8').replaceAll(',', ',\n'), random)
    for (const each of [at, input]) writeFileSync(each, damaged)
    return judge(await verdictsOn({ file: at, pairs: [{ backbone: 'LayersModel', source: at, size: 96 }] }))
  }

  return {
    refusals: [UserError, Refused],
    attempt: (random, index) => (models.length > 0 && random.next() < 0.4 ? model : file)(random, index),
  }
}

function judge(verdicts) {
  const [verdict] = verdicts
  if (verdict === undefined) return 'no verdict'
  if (verdict.fits) return undefined
  const { message } = verdict.error
  if (/\n +at |is not a function|Cannot read|\[object/.test(message))
    return `a message for nobody: ${message}`
  throw new Refused(message)
}

/** A `.keras` archive with these weights, not packed. */
function zipped(bytes) {
  const name = Buffer.from('model.weights.h5')
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(20, 4)
  const facts = target => {
    target.buffer.writeUInt32LE(crc32(bytes), target.at)
    target.buffer.writeUInt32LE(bytes.length, target.at + 4)
    target.buffer.writeUInt32LE(bytes.length, target.at + 8)
    target.buffer.writeUInt16LE(name.length, target.at + 12)
  }
  facts({ buffer: header, at: 14 })
  const entry = Buffer.alloc(46)
  entry.writeUInt32LE(0x02014b50, 0)
  facts({ buffer: entry, at: 16 })
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(entry.length + name.length, 12)
  end.writeUInt32LE(header.length + name.length + bytes.length, 16)
  return Buffer.concat([header, name, bytes, entry, name, end])
}

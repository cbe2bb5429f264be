/** Small damage to texts and bytes; everything random from the given stream. */

/** What breaks parsers, by people's reports. */
const nasty = [
  '',
  '~',
  'null',
  '.nan',
  '.inf',
  '-1',
  '0',
  '1e400',
  '1e-400',
  '9007199254740993',
  'true',
  'no',
  '0777',
  '2026-01-01',
  '__proto__',
  'constructor',
  'toString',
  '$'.concat('{HOME}'),
  '$$'.concat('{HOME}'),
  '${',
  '&a',
  '*a',
  '<<',
  '!!js/function',
  '!!binary',
  '{}',
  '[]',
  '[[[[[[[[',
  '{a: {a: {a: {a: ',
  '"',
  "'",
  '|',
  '>',
  '#',
  '---',
  '...',
  '\t',
  '\r\n',
  '\u0000',
  '\u001b[2J',
  '\u202e',
  '\ufeff',
  '\ud83d',
  'é',
  '../../etc/passwd',
  '/dev/zero',
  'a'.repeat(5000),
]

/** One to four changes of a text, of lines, words or characters. */
export function mutatedText(text, random) {
  let changed = text
  for (let i = random.integer(1, 4); i > 0; i--) changed = random.pick(textChanges)(changed, random)
  return changed
}

const lineChange = change => (text, random) => {
  const lines = text.split('\n')
  const at = random.integer(0, lines.length - 1)
  return change(lines, at, random).join('\n')
}

const textChanges = [
  lineChange((lines, at) => lines.toSpliced(at, 1)),
  lineChange((lines, at) => lines.toSpliced(at, 0, lines[at])),
  lineChange((lines, at, random) => lines.toSpliced(at, 0, lines[random.integer(0, lines.length - 1)])),
  lineChange((lines, at, random) =>
    lines.with(at, `${' '.repeat(random.integer(0, 6))}${lines[at].trimStart()}`),
  ),
  lineChange((lines, at, random) => lines.with(at, lines[at].replace(/:.*$/, `: ${random.pick(nasty)}`))),
  lineChange((lines, at, random) => lines.with(at, lines[at].replace(/^\s*[\w$]+/, random.pick(nasty)))),
  (text, random) => {
    const words = [...text.matchAll(/[\w.+-]+/g)]
    if (words.length === 0) return text
    const { 0: word, index } = random.pick(words)
    return text.slice(0, index) + random.pick(nasty) + text.slice(index + word.length)
  },
  (text, random) => {
    const at = random.integer(0, text.length)
    return text.slice(0, at) + random.pick(nasty) + text.slice(at)
  },
  (text, random) => {
    const at = random.integer(0, text.length)
    return text.slice(0, at) + text.slice(at + random.integer(1, 40))
  },
  (text, random) => text.slice(0, random.integer(0, text.length)),
]

/** One to eight changes of bytes between two places. */
export function mutatedBytes(bytes, random, [from, to] = [0, bytes.length]) {
  let changed = Buffer.from(bytes)
  for (let i = random.integer(1, 8); i > 0; i--) {
    const at = random.integer(from, Math.max(from, Math.min(to, changed.length) - 1))
    changed = random.pick(byteChanges)(changed, at, random)
  }
  return changed
}

const setByte = value => (bytes, at, random) => {
  if (at < bytes.length) bytes[at] = value(bytes[at], random)
  return bytes
}

const byteChanges = [
  setByte((byte, random) => byte ^ (1 << random.integer(0, 7))),
  setByte((byte, random) => byte ^ (1 << random.integer(0, 7))),
  setByte((_, random) => random.integer(0, 255)),
  setByte((_, random) => random.pick([0, 1, 0x7f, 0x80, 0xff])),
  (bytes, at, random) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.integer(1, 16))]),
  (bytes, at, random) =>
    Buffer.concat([
      bytes.subarray(0, at),
      Buffer.alloc(random.integer(1, 16), random.integer(0, 255)),
      bytes.subarray(at),
    ]),
  (bytes, at, random) => (random.next() < 0.2 ? bytes.subarray(0, at) : bytes),
  (bytes, at, random) => {
    const length = random.pick([1, 2, 4, 8])
    const from = random.integer(0, Math.max(0, bytes.length - length))
    bytes.copy(bytes, at, from, from + length)
    return bytes
  },
]

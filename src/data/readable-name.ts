/** A name as the disk has it, as text: bytes that are not UTF-8 as `\xfc`. */
export function readableName(bytes: Buffer): { name: string; isText: boolean } {
  const text = bytes.toString('utf8')
  if (Buffer.from(text, 'utf8').equals(bytes)) return { name: text, isText: true }

  let name = ''
  for (let at = 0; at < bytes.length; ) {
    const length = [1, 2, 3, 4].find(count => isCharacter(bytes.subarray(at, at + count)))
    name +=
      length === undefined
        ? `\\x${bytes.subarray(at, at + 1).toString('hex')}`
        : bytes.toString('utf8', at, at + length)
    at += length ?? 1
  }
  return { name, isText: false }
}

function isCharacter(bytes: Buffer): boolean {
  const text = bytes.toString('utf8')
  return Array.from(text).length === 1 && Buffer.from(text, 'utf8').equals(bytes)
}

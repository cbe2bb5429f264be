import { visible, visibleLines } from './visible.ts'

/** What is asked of a stream to write to it; a test's need not be one. */
interface Stream {
  write(text: string): unknown
}

/** The streams made safe, their `write` before and since. */
const writers = new WeakMap<Stream, { readonly raw: Stream['write']; readonly safe: Stream['write'] }>()

/**
 * From here on, whatever is written to this stream moves no cursor, sets no title and turns no text around: a name from
 * a file, a journal or a folder is shown as it is, never obeyed. Line ends and tabs stay. JSON stays JSON of the same value.
 */
export function makeSafe(stream: NodeJS.WriteStream): void {
  const raw = stream.write
  const safe = (chunk: string | Uint8Array, ...rest: unknown[]) =>
    Reflect.apply(raw, stream, [
      visibleLines(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()),
      ...rest,
    ])
  stream.write = safe
  writers.set(stream, { raw, safe })
}

/** The same stream for what has escapes of its own and has made foreign text safe itself. */
export function withEscapes<S extends Stream>(stream: S): S {
  const writer = writers.get(stream)
  if (writer === undefined) return stream
  return new Proxy(stream, {
    get(target, name) {
      // A `write` that was exchanged since, as for a stream that is lost, counts.
      if (name === 'write' && target.write === writer.safe) return writer.raw.bind(target)
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** Erases the line that the cursor is on and writes this text there. */
export function rewriteLine(screen: Stream, text = ''): void {
  withEscapes(screen).write(`\r\x1b[2K${visible(text)}`)
}

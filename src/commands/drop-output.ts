/** From now on nothing that is written to the stream arrives anywhere. */
export function dropOutput(stream: NodeJS.WriteStream): void {
  stream.write = drop
}

/** The terminal is gone; files and pipes are still written to. */
export function dropTerminals(): void {
  for (const stream of [process.stdout, process.stderr]) if (stream.isTTY) dropOutput(stream)
}

type Written = (error?: Error | null) => void

/** Instead of a stream's `write`: who waits for the end of a write waits no longer. */
function drop(_chunk: unknown, encodingOrWritten?: BufferEncoding | Written, written?: Written): boolean {
  const done = typeof encodingOrWritten === 'function' ? encodingOrWritten : written
  if (done !== undefined) process.nextTick(done)
  return true
}

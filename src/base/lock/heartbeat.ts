import { open } from 'node:fs/promises'
import { codeOf } from '../file-errors.ts'

/**
 * Says every `beatMs` that the holder of a lock lives, until the returned function is called; `onLost` once, when the
 * file is gone or another's. A beat writes the same bytes again: so the file system's clock stamps it, where `utimes`
 * would carry this machine's, and no reader ever finds a part of them.
 */
export function startHeartbeat(file: string, text: string, beatMs: number, onLost: () => void): () => void {
  let isBeating = false
  let isStopped = false
  const timer = setInterval(async () => {
    if (isBeating) return
    isBeating = true
    const isOurs = await beat(file, text)
    isBeating = false
    if (isOurs || isStopped) return
    stop()
    onLost()
  }, beatMs)
  timer.unref()
  function stop(): void {
    isStopped = true
    clearInterval(timer)
  }
  return stop
}

/** A file system that does not answer at the moment has not lost the lock. */
async function beat(file: string, text: string): Promise<boolean> {
  try {
    const handle = await open(file, 'r+')
    try {
      if ((await handle.readFile('utf8')) !== text) return false
      await handle.write(text, 0)
      return true
    } finally {
      await handle.close()
    }
  } catch (error) {
    return codeOf(error) !== 'ENOENT'
  }
}

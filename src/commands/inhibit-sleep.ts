import { spawn } from 'node:child_process'
import process from 'node:process'

const ways: Partial<Record<NodeJS.Platform, readonly [command: string, ...args: string[]]>> = {
  // Both end with this process, however it ends: `cat` when its input does.
  linux: ['systemd-inhibit', '--what=idle:sleep', '--who=nightsweep', '--why=a sweep is running', 'cat'],
  darwin: ['caffeinate', '-i', '-w', String(process.pid)],
}

/**
 * Keeps the computer from going to sleep until the returned function is called or this process ends. `onFailure` is
 * told why where that cannot be, or not any more.
 */
export function inhibitSleep(onFailure: (reason: string) => void, way = ways[process.platform]): () => void {
  if (way === undefined) {
    onFailure(failed(`there is no way to on ${process.platform}`))
    return () => undefined
  }
  const [command, ...args] = way
  // In a session of its own, Ctrl-C and hang-ups of the terminal do not reach it.
  const child = spawn(command, args, { detached: true, stdio: ['pipe', 'ignore', 'pipe'] })
  let words = ''
  let isClosed = false
  child.stdin.on('error', () => undefined)
  child.stderr.setEncoding('utf8').on('data', text => (words = (words + text).slice(-500)))
  child.once('error', error => end(error.message))
  child.once('close', code => end(words.trim() || `${command} ended with ${code}`))
  child.unref()

  function end(why: string): void {
    if (!isClosed) onFailure(failed(why))
    isClosed = true
  }

  return () => {
    isClosed = true
    child.kill()
    child.stdin.destroy()
  }
}

const failed = (why: string) => `the computer is not kept from going to sleep (--inhibit-sleep): ${why}`

/** What a program prints, a JSON value a line, as it comes; throws where the program ends badly. `input` goes to its standard input. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export async function* jsonLines(program, args, input = '') {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise(resolve => {
    child.on('error', resolve)
    child.on('close', code => resolve(code === 0 ? undefined : new Error(`${program} ended with ${code}`)))
  })
  // One that ends without reading says so by its exit code.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line)
  const failure = await ended
  if (failure !== undefined) throw failure
}

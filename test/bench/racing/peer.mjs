/** What the reference rules in NumPy come to on the same replicates. */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'

const script = path.join(import.meta.dirname, 'peer.py')

/** `peer`: { python, folder }. Gives one result a replicate. */
export async function peerResults(replicates, rule, images, { python, folder }) {
  const child = spawn(python, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => (code === 0 ? resolve() : reject(new Error(`${python} ended with ${code}`))))
  })
  child.stdin.end(replicates.map(trials => `${JSON.stringify({ rule, images, trials })}\n`).join(''))
  const results = []
  for await (const line of createInterface({ input: child.stdout })) {
    const [folds, epochs, pick, complete] = JSON.parse(line)
    results.push({ folds, epochs, pick, complete })
  }
  await ended
  return results
}

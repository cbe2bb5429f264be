/** What the reference rules in NumPy come to on the same replicates. */
import path from 'node:path'
import { jsonLines } from '../json-lines.mjs'

const script = path.join(import.meta.dirname, 'peer.py')

/** `peer`: { python, folder }. Gives one result a replicate. */
export async function peerResults(replicates, rule, images, { python, folder }) {
  const tasks = replicates.map(trials => `${JSON.stringify({ rule, images, trials })}\n`).join('')
  const results = []
  for await (const [folds, epochs, pick, complete] of jsonLines(python, [script, folder], tasks))
    results.push({ folds, epochs, pick, complete })
  return results
}

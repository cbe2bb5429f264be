/** A process of its own for trying engines: `probe-main.js <threads> <name…>`; JSON on the last line of stdout. */
import { engineNames } from '../trial/engine-names.ts'
import { probeEngines } from './index.ts'

const [threads = '1', ...wanted] = process.argv.slice(2)
const names = engineNames.filter(name => wanted.length === 0 || wanted.includes(name))
const probes = await probeEngines({ threads: Number(threads) }, names)
// Native device threads would keep the process alive, so it ends as soon as the line is out.
process.stdout.write(`\n${JSON.stringify(probes)}\n`, () => process.exit(0))

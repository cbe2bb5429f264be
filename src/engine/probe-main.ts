/** A process of its own for trying engines: `probe-main.js <threads> try|measure <name>`; JSON on the last line. */
import { engineNames } from '../trial/engine-names.ts'
import { convolutionSpeed } from './bench/convolution.ts'
import { probeEngines } from './index.ts'

const [threads = '1', mode, wanted] = process.argv.slice(2)
const names = engineNames.filter(name => name === wanted)
const [probe] = await probeEngines({ threads: Number(threads) }, names)
const gflops = probe?.works && mode === 'measure' ? { gflops: await convolutionSpeed() } : {}
// Native device threads would keep the process alive, so it ends as soon as the line is out.
process.stdout.write(`\n${JSON.stringify([{ ...probe, ...gflops }])}\n`, () => process.exit(0))

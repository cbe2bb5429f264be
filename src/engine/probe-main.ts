/** A process of its own for trying an engine. */
import { answerParent } from '../base/answer-parent.ts'
import { convolutionSpeed } from './bench/convolution.ts'
import { probeEngine } from './index.ts'
import type { ProbeDialogue } from './probe.ts'

answerParent<ProbeDialogue>(async ({ name, threads, measure }) => {
  const probe = await probeEngine(name, { threads })
  return probe.works && measure ? { ...probe, gflops: await convolutionSpeed() } : probe
})

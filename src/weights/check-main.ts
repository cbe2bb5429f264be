/** A process of its own for checking weight files. */
import { answerParent } from '../base/answer-parent.ts'
import type { CheckDialogue } from './check.ts'
import { verdictsOn } from './check-file.ts'

answerParent<CheckDialogue>(async (files, tell) => {
  for (const file of files) tell(await verdictsOn(file))
  return 'done'
})

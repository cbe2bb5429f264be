import { z } from 'zod'
import { recipeBackbones } from '../backbone-names.ts'
import { recipeValue } from './value.ts'

export const backbone = recipeValue({
  schema: z.enum(recipeBackbones).default('MobileNetV2'),
  meaning: 'The pre-trained network. LayersModel is one of your own, whose file weights names.',
  stage: 'both',
})

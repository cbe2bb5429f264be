import { type Constraint, createConstraint, type Fixed, meetsAll } from '../space/constraint/constraint.ts'
import type { Config } from '../space/parameter.ts'
import { recipeSchema } from '../trial/recipe.ts'
import { type Sweep, spaceOf } from './sweep.ts'
import { usableIn } from './usable.ts'

/** What a constraint can ask for beside the searched values: all the rest of a recipe, with its defaults. */
export function fixedValues(written: Readonly<Record<string, unknown>>): Fixed {
  return { ...recipeSchema.parse({}), ...written } as Fixed
}

/** Those of a checked sweep. */
export function constraintsOf(sweep: Pick<Sweep, 'constraints' | 'recipe' | 'space'>): Constraint[] {
  const { constraints = [], recipe } = sweep
  const fixed = fixedValues(recipe)
  return constraints.map(text => createConstraint(text, spaceOf(sweep), fixed))
}

/** Whether a config meets the sweep's constraints, and its weights are of use. */
export function allowedBy(sweep: Sweep): (config: Config) => boolean {
  const meets = meetsAll(constraintsOf(sweep))
  const isUsable = usableIn(sweep)
  return config => meets(config) && isUsable(config)
}

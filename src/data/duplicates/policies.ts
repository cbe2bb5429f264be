/**
 * What is done about images that show the same picture: kept in one fold, told only, all but one left out, or not looked
 * for.
 */
export const duplicatePolicies = ['group', 'warn', 'drop', 'none'] as const

export type DuplicatePolicy = (typeof duplicatePolicies)[number]

/** Images by their positions in a list, ascending; every group has two or more. */
export interface Duplicates {
  /** Identical or nearly so, directly or by way of others. No image is in two groups. */
  readonly groups: readonly (readonly number[])[]
  /** Those whose decoded pixels are the same; each lies within one of the groups. */
  readonly identical: readonly (readonly number[])[]
}

export const noDuplicates: Duplicates = { groups: [], identical: [] }

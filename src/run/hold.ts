/** Who keeps a sweep from beginning anything new: the person, a disk without room, images that are away. */
export const holders = ['user', 'disk', 'data'] as const
export type Holder = (typeof holders)[number]

/** Something that keeps the sweep from beginning anything new. */
export interface Hold {
  readonly by: Holder
  readonly reason: string
  /** ISO 8601. */
  readonly since: string
}

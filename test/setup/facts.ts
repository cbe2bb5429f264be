import path from 'node:path'

/** A folder of reference data beside the repository, which tests may use where it is present. */
export const shared = process.env.NIGHTSWEEP_SHARED ?? path.resolve(import.meta.dirname, '../../../shared')

/** Graphs, maps and golden values. */
export const facts = path.join(shared, 'facts')

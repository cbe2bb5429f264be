import { columnsOf } from './columns.ts'
import { writtenColumn } from './guess-columns.ts'
import { readTable } from './read-table.ts'

/** The columns that were guessed, by role, as they are written in a search-space file. */
export async function guessedColumns(file: string): Promise<Record<string, string>> {
  const table = await readTable(file)
  const columns = columnsOf(table, {})
  return Object.fromEntries(
    columns.guessed.map(role => {
      const written = [columns[role] ?? []].flat().map(place => writtenColumn(table, place))
      return [role, written.length === 1 ? written.join() : `[${written.join(', ')}]`]
    }),
  )
}

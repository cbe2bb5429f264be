/** The system's error code (`ENOENT`, `EACCES`, …), or an empty string. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** The first few items, one line each, and how many more there are. */
export function firstFew(items: readonly string[], count = 5): string[] {
  return items.length <= count ? [...items] : [...items.slice(0, count), `… and ${items.length - count} more`]
}

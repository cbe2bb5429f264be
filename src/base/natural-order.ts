const collator = new Intl.Collator('en', { numeric: true })

/** For showing: numbers within names sort as numbers, so 2 comes before 10; equal ones by code point. */
export function byNumbers(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : Number(a > b))
}

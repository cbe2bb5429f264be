export async function engineBenchCommand(_options: object): Promise<number> {
  return 0
}

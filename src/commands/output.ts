/** Where a command writes: standard output, or a test. */
export interface Output {
  write(text: string): unknown
  /** Of a terminal. */
  readonly columns?: number
}

/** Columns to lay a table out for: the terminal's; 80 when it goes to a file or a program. */
export const widthFor = ({ columns }: Output): number => Math.max(40, columns || 80)

/** Long text in lines of at most `width`, broken at spaces. */
export function wrap(text: string, width: number): string {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.join('\n')
}

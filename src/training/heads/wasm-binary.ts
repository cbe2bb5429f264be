/** WebAssembly code as nested lists of bytes, flattened when the module is written. */
export type Code = readonly (number | Code)[]

export type ValueType = 'i32' | 'f32' | 'v128'

/** A function without a result; parameters are locals 0, 1, … and the other locals follow them. */
export interface WasmFunction {
  readonly name: string
  readonly parameters: readonly ValueType[]
  readonly locals: readonly ValueType[]
  readonly body: Code
}

const typeCodes: Record<ValueType, number> = { i32: 0x7f, f32: 0x7d, v128: 0x7b }

/** A module of functions that share an imported memory, `host.memory`; all are exported by name. */
export function writeModule(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters }) => [0x60, vector(parameters.map(codeOf)), 0])
  const exports = functions.map(({ name }, index) => [text(name), 0, unsigned(index)])
  const bodies = functions.map(({ locals, body }) => {
    const code = flatten([vector(locals.map(type => [1, codeOf(type)])), body, 0x0b])
    return [unsigned(code.length), code]
  })
  const memory = [text('host'), text('memory'), 2, 0, 1]
  return new Uint8Array(
    flatten([
      [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, vector(types)),
      section(2, vector([memory])),
      section(3, vector(functions.map((_, index) => unsigned(index)))),
      section(7, vector(exports)),
      section(10, vector(bodies)),
    ]),
  )
}

/** LEB128. */
export function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]
}

export function signed(value: number): number[] {
  const isLast = value >= -0x40 && value < 0x40
  return isLast ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)]
}

const codeOf = (type: ValueType) => typeCodes[type]
const vector = (items: Code): Code => [unsigned(items.length), items]
const text = (value: string): Code => vector([...new TextEncoder().encode(value)])

function section(id: number, content: Code): Code {
  const bytes = flatten(content)
  return [id, unsigned(bytes.length), bytes]
}

function flatten(code: Code): number[] {
  const bytes: number[] = []
  const visit = (part: number | Code) => {
    if (typeof part === 'number') bytes.push(part)
    else part.forEach(visit)
  }
  visit(code)
  return bytes
}

/** What we use of WebAssembly, of which Node's types know nothing. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>)
  }
  class Memory {
    constructor(descriptor: { readonly initial: number })
    readonly buffer: ArrayBuffer
    grow: (pages: number) => number
  }
  class RuntimeError extends Error {}
  class Instance {
    constructor(module: Module, imports: { readonly host: { readonly memory: Memory } })
    readonly exports: object
  }
  function validate(bytes: Uint8Array<ArrayBuffer>): boolean
}

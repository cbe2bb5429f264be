/** In the order in which `auto` tries them. */
export const engineNames = ['tensorflow', 'webgpu', 'wasm'] as const
export type EngineName = (typeof engineNames)[number]

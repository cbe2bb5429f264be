/** The part of a WebGPU adapter that we use. */
export interface Adapter {
  readonly info: AdapterInfo
  readonly features: ReadonlySet<string>
  readonly limits: Readonly<Record<string, number>>
  requestDevice(descriptor: object): Promise<Device>
}

export interface AdapterInfo {
  readonly vendor: string
  readonly architecture: string
  readonly device: string
  readonly description: string
}

/** The part of a WebGPU device that we use. */
export interface Device {
  readonly lost: Promise<{ readonly message: string }>
  readonly queue: { onSubmittedWorkDone(): Promise<void> }
  addEventListener(type: 'uncapturederror', listener: (event: { readonly error: object }) => void): void
  destroy(): void
}

/** Limits that the backend wants as high as the adapter has them. */
const wantedLimits = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
]

export function openDevice(adapter: Adapter): Promise<Device> {
  return adapter.requestDevice({
    requiredLimits: Object.fromEntries(wantedLimits.map(name => [name, adapter.limits[name]])),
  })
}

/** "NVIDIA H200", "SwiftShader Device (LLVM 16)": the most telling name that the adapter gives. */
export function adapterName({ vendor, architecture, device, description }: AdapterInfo): string {
  const named = [device, description].filter(text => text !== '' && !text.startsWith('0x'))
  return named[0] ?? [vendor, architecture].filter(text => text !== '').join(' ')
}

/** A processor that plays a GPU: right, but slower than the wasm engine. */
export function isSoftware(info: AdapterInfo): boolean {
  return /swiftshader|llvmpipe|lavapipe|basic render|software/i.test(
    `${info.vendor} ${info.architecture} ${info.device} ${info.description}`,
  )
}

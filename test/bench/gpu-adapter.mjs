/** What Dawn says of the adapter it would take, as JSON. */
import { create } from 'webgpu'

const adapter = await create([]).requestAdapter({ powerPreference: 'high-performance' })
const { vendor, architecture, device, description } = adapter?.info ?? {}
const limits = {}
for (const name in adapter?.limits ?? {}) limits[name] = adapter.limits[name]
console.log(
  JSON.stringify({
    vendor,
    architecture,
    device,
    description,
    features: [...(adapter?.features ?? [])],
    limits,
  }),
)
process.exit(adapter === null ? 1 : 0)

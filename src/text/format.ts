/** 75 → "1m 15s"; below a minute with tenths: "7.5s". */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–'
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)}s`
  const total = Math.round(seconds)
  const [h, m, s] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60]
  return h > 0 ? `${h}h ${String(m).padStart(2, '0')}m` : `${m}m ${String(s).padStart(2, '0')}s`
}

/** 1536 → "1.5 KB" (powers of 1024). */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** power
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`
}

/** 2_257_984 → "2.26M". */
export function formatCount(count: number): string {
  const power = Math.min(4, count < 1000 ? 0 : Math.floor(Math.log10(count) / 3))
  const value = Number((count / 1000 ** power).toPrecision(3))
  return `${value}${['', 'k', 'M', 'G', 'T'][power]}`
}

/** A configuration value as short text: 0.000123 → "1.2e-4". */
export function formatValue(value: unknown): string {
  if (typeof value !== 'number') return typeof value === 'string' ? value : JSON.stringify(value)
  if (Number.isInteger(value)) return String(value)
  const size = Math.abs(value)
  return size !== 0 && (size < 0.001 || size >= 1e5)
    ? value.toExponential(1).replace('e+', 'e')
    : String(Number(value.toPrecision(3)))
}

export type Properties = Readonly<Record<string, unknown>>

export function isRecord(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function recordAt(value: unknown, key: string): Properties {
  const found = isRecord(value) ? value[key] : undefined
  return isRecord(found) ? found : {}
}

export function textAt(value: unknown, key: string): string | null {
  const found = isRecord(value) ? value[key] : undefined
  return typeof found === 'string' ? found : null
}

export function flagAt(value: unknown, key: string, fallback: boolean): boolean {
  const found = isRecord(value) ? value[key] : undefined
  return typeof found === 'boolean' ? found : fallback
}

export function listAt(value: unknown, key: string): readonly unknown[] {
  const found = isRecord(value) ? value[key] : undefined
  return Array.isArray(found) ? found : []
}

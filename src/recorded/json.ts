import type { Json } from '../model.ts'

export type JsonObject = { readonly [key: string]: Json }

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `Array.isArray` does not narrow a readonly list. */
export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

export const objectAt = (value: Json | undefined, name: string): JsonObject => {
  const member = isObject(value) ? value[name] : undefined
  return isObject(member) ? member : {}
}

export const textOr = <Fallback>(value: Json | undefined, fallback: Fallback): string | Fallback =>
  typeof value === 'string' ? value : fallback

export const numberOr = <Fallback>(value: Json | undefined, fallback: Fallback): number | Fallback =>
  typeof value === 'number' && Number.isFinite(value) ? value : fallback

/** Undefined when the text is not JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

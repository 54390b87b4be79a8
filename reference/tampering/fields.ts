import { type FormPart, isMultipart, parseMultipart, writeMultipart } from '../multipart.ts'
import { jsonObject } from '../replies.ts'
import type { HopRequest } from '../serve.ts'

/** What a relay that writes bodies anew makes of their fields; the files of a form stay. */
export type FieldChange =
  /** Only these are kept, as by a struct that is read and written again. */
  | { readonly kept: readonly string[] }
  | { readonly dropped: readonly string[] }
  /** Whatever was asked for, these are sent. */
  | { readonly set: Readonly<Record<string, string | number>> }

/** A body that is neither JSON nor a form stays as it is. */
export async function withFields(request: HopRequest, change: FieldChange): Promise<HopRequest> {
  const contentType = request.headers['content-type'] ?? ''
  if (isMultipart(contentType)) {
    const parts = await parseMultipart({ contentType, body: request.body })
    const rebuilt = writeMultipart(partsWith(parts, change))
    return { ...request, headers: { ...request.headers, 'content-type': rebuilt.contentType }, body: rebuilt.body }
  }
  const fields = jsonObject(request.body)
  if (fields === null) return request
  const changed = {
    ...Object.fromEntries(Object.entries(fields).filter(([name]) => isKept(name, change))),
    ...('set' in change ? change.set : {}),
  }
  return { ...request, body: Buffer.from(JSON.stringify(changed)) }
}

function partsWith(parts: readonly FormPart[], change: FieldChange): readonly FormPart[] {
  const kept = parts.filter(({ name, filename }) => filename !== null || isKept(name, change))
  const set = Object.entries('set' in change ? change.set : {})
  return [...set.map(([name, value]) => field(name, String(value))), ...kept]
}

function isKept(name: string, change: FieldChange): boolean {
  if ('kept' in change) return change.kept.includes(name)
  if ('dropped' in change) return !change.dropped.includes(name)
  return !(name in change.set)
}

const field = (name: string, value: string): FormPart => ({
  name,
  filename: null,
  contentType: 'text/plain',
  content: Buffer.from(value),
})

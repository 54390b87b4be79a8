import { isMultipart, parseMultipart, writeMultipart } from '../multipart.ts'
import { jsonObject } from '../replies.ts'
import type { HopRequest } from '../serve.ts'

/** Gives every text of a body another value: the fields of a form, or the members of JSON that are texts. */
export function onTexts(change: (text: string, name: string) => string): (request: HopRequest) => Promise<HopRequest> {
  return async (request) => {
    const contentType = request.headers['content-type'] ?? ''
    if (isMultipart(contentType)) {
      const parts = await parseMultipart({ contentType, body: request.body })
      const rebuilt = writeMultipart(
        parts.map((part) =>
          part.filename === null ? { ...part, content: Buffer.from(change(part.content.toString(), part.name)) } : part,
        ),
      )
      return { ...request, headers: { ...request.headers, 'content-type': rebuilt.contentType }, body: rebuilt.body }
    }
    const fields = jsonObject(request.body)
    if (fields === null) return request
    const changed = Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? change(value, name) : value])
    return { ...request, body: Buffer.from(JSON.stringify(Object.fromEntries(changed))) }
  }
}

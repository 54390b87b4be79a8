import { isMultipart, MalformedForm, parseMultipart } from './multipart.ts'
import { jsonObject } from './replies.ts'
import type { HopRequest } from './serve.ts'

/** The `model` in a body of either encoding; empty where it has none. */
export const modelOf = (request: HopRequest): Promise<string> => textOf(request, 'model')

/** A field that holds text, in a body of either encoding; empty where it has none or cannot be read. */
export async function textOf({ headers, body }: HopRequest, field: string): Promise<string> {
  const contentType = headers['content-type'] ?? ''
  if (!isMultipart(contentType)) {
    const value = jsonObject(body)?.[field]
    return typeof value === 'string' ? value : ''
  }
  try {
    const parts = await parseMultipart({ contentType, body })
    return parts.find(({ name, filename }) => name === field && filename === null)?.content.toString() ?? ''
  } catch (error) {
    if (error instanceof MalformedForm) return ''
    throw error
  }
}

import { isMultipart, MalformedForm, parseMultipart } from './multipart.ts'
import { jsonObject } from './replies.ts'
import type { HopRequest } from './serve.ts'

/** The `model` in a body of either encoding; empty where it has none. */
export async function modelOf({ headers, body }: HopRequest): Promise<string> {
  const contentType = headers['content-type'] ?? ''
  if (!isMultipart(contentType)) {
    const model = jsonObject(body)?.model
    return typeof model === 'string' ? model : ''
  }
  try {
    const parts = await parseMultipart({ contentType, body })
    return parts.find(({ name, filename }) => name === 'model' && filename === null)?.content.toString() ?? ''
  } catch (error) {
    if (error instanceof MalformedForm) return ''
    throw error
  }
}

import { isMultipart, MalformedForm, parseMultipart } from '../multipart.ts'
import { jsonObject } from '../replies.ts'
import type { HopRequest } from '../serve.ts'

/** Does a program that reads only such bodies fail at this one? What is labelled as neither JSON nor a form it does not read. */
export async function isUnreadable(
  { headers, body }: HopRequest,
  reads: 'objects and forms' | 'any JSON' | 'anything',
): Promise<boolean> {
  const contentType = headers['content-type'] ?? ''
  if (reads === 'anything') return false
  if (contentType.startsWith('application/json')) return reads === 'any JSON' ? !isJson(body) : jsonObject(body) === null
  if (reads === 'any JSON' || !isMultipart(contentType)) return false
  try {
    await parseMultipart({ contentType, body })
    return false
  } catch (error) {
    if (error instanceof MalformedForm) return true
    throw error
  }
}

function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString())
    return true
  } catch {
    return false
  }
}

import { type FormPart, isMultipart, MalformedForm, parseMultipart } from '../multipart.ts'
import { jsonObject } from '../replies.ts'
import type { HopRequest } from '../serve.ts'
import { OwnRefusal } from './errors.ts'

/** What a fork refuses itself although the model would take it. */
export interface Strictness {
  /** Optional parameters that its decoder does not know and does not skip. */
  readonly unknownFields: readonly string[]
  /** Files of one form. */
  readonly mostFiles: number
}

/**
 * The words are those of Go's encoding/json with DisallowUnknownFields, in the envelope of one-api's controller/image.go.
 * @throws OwnRefusal
 */
export async function refuseUnknown({ headers, body }: HopRequest, { unknownFields, mostFiles }: Strictness): Promise<void> {
  const contentType = headers['content-type'] ?? ''
  const form = isMultipart(contentType) ? await parseMultipart({ contentType, body }).catch(readableOnly) : []
  const names = [...form.map(({ name }) => name), ...Object.keys(jsonObject(body) ?? {})]
  const unknown = names.find((name) => unknownFields.includes(name))
  if (unknown !== undefined) throw new OwnRefusal(400, 'get_image_request_failed', `json: unknown field "${unknown}"`)
  if (form.filter(({ filename }) => filename !== null).length > mostFiles)
    throw new OwnRefusal(400, 'get_image_request_failed', `too many files in the form: at most ${mostFiles} are taken`)
}

/** What is wrong with a form that cannot be read is the model's to say. */
function readableOnly(error: unknown): FormPart[] {
  if (error instanceof MalformedForm) return []
  throw error
}

import type { RequestBody } from '../model.ts'
import type { Target } from '../target/target.ts'
import { type Fields, fieldsOf } from './bodies.ts'

/** Bodies as no well-behaved client writes them, byte for byte. */
export const raw = (contentType: string, text: string): RequestBody => ({ kind: 'raw', contentType, text })

/** The fields of a real request, as the JSON that they are sent in. */
export const jsonText = (target: Target, change: Fields): string => JSON.stringify(Object.fromEntries(given(target, change)))

/** The fields of a real request as a form without files. */
export const formOfFields = (target: Target, change: Fields): RequestBody => ({
  kind: 'multipart',
  parts: given(target, change).map(([name, value]) => ({ kind: 'field', name, value: String(value) })),
})

export const BOUNDARY = 'conformance-boundary'

/**
 * An edit as the text of a form. Its picture is a stand-in of letters, because nobody can get as far as looking at it;
 * it comes last, so that a form that breaks off lacks its end.
 */
export function formText(target: Target, change: Fields): string {
  const fields = given(target, change).map(
    ([name, value]) => `Content-Disposition: form-data; name="${name}"\r\n\r\n${String(value)}`,
  )
  const image = `Content-Disposition: form-data; name="image"; filename="red-ball.png"\r\nContent-Type: image/png\r\n\r\n${'stand-in '.repeat(100)}`
  return `${[...fields, image].map((part) => `--${BOUNDARY}\r\n${part}\r\n`).join('')}--${BOUNDARY}--\r\n`
}

const given = (target: Target, change: Fields) => Object.entries(fieldsOf(target, change)).filter(([, value]) => value !== null)

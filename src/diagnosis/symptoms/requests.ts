import { header } from '../../model.ts'
import { type Alternative, atAuthor, atOrigin, type Clue, coded, hasStatus, type Symptom, says } from '../symptom.ts'

const isEdit = ({ exchange }: Clue): boolean => exchange.operation === 'edits'

const DAMAGED: Alternative = { cause: 'multipart-damaged', because: 'a hop may have changed the part on the way' }
const REJECTED: Alternative = { cause: 'request-rejected', because: 'the caller may have sent it like that' }

/** The hop that rebuilt the form is in front of the one that complains. */
const beforeOrigin = ({ attribution, origin, context }: Clue): ReturnType<typeof atOrigin> => {
  if (attribution.answeredBy !== origin) return attribution.answeredBy
  const { chain } = context
  const index = origin === 'unknown' ? -1 : (chain?.indexOf(origin) ?? -1)
  return index > 0 ? (chain?.[index - 1] ?? 'unknown') : index === 0 ? 'client' : 'unknown'
}

/** FastAPI names the field under `loc`; others speak of it. */
const namesImageField = ({ reading }: Clue): boolean =>
  reading.layers.some(
    ({ fields }) =>
      Array.isArray(fields.detail) &&
      fields.detail.some((item) => /"loc":\s*\[[^\]]*"image(?:\[\])?"/.test(JSON.stringify(item))),
  )

/** Refusals of the request itself. */
export const REQUESTS: readonly Symptom[] = [
  {
    cause: 'body-too-large',
    sentence: 'the body is larger than a hop takes',
    when: (clue) =>
      hasStatus(clue, 413) ||
      coded(clue, /^request_too_large$/) ||
      says(
        clue,
        /request entity too large|(?:payload|request body|body) (?:is )?too large|too large to buffer|body .{0,40}exceeds the (?:limit|maximum)/i,
      ),
    confidence: 'certain',
    hop: atAuthor,
  },
  {
    cause: 'wrong-refusal',
    sentence: 'the gateway answers its own refusal of a bad request with a 500',
    when: (clue) =>
      hasStatus(clue, 500) &&
      (coded(clue, /^(?:convert_request_failed|invalid_request|bind_request_body_failed)$/) ||
        says(clue, /missing \d+ required positional argument/i)),
    confidence: 'likely',
    hop: atAuthor,
    or: [
      { cause: 'image-field-rejected', because: 'the field of the image may not be the one that the gateway reads' },
      REJECTED,
    ],
  },
  {
    cause: 'image-field-rejected',
    sentence: 'the field name of the image is not the one that the handler reads',
    when: (clue) =>
      namesImageField(clue) ||
      says(
        clue,
        /duplicate parameter: 'image|cannot specify both 'image'|(?:missing required parameter|unknown parameter): 'image(?:\[\])?'|\bimage(?:\[\])?'? (?:file )?is required|at least one image is required|unexpected field/i,
      ) ||
      (isEdit(clue) && coded(clue, /^image(?:\[\])?$/)),
    confidence: 'likely',
    hop: atOrigin,
    or: [DAMAGED],
  },
  {
    cause: 'request-rejected',
    sentence: 'edits are taken as forms only, and this one was sent as JSON',
    when: (clue) => says(clue, /only accepts 'multipart\/form-data'/i) && isSentAsJson(clue),
    confidence: 'certain',
    hop: atOrigin,
  },
  {
    cause: 'multipart-damaged',
    sentence: 'a file part did not arrive as a file of its type',
    when: (clue) =>
      coded(clue, /^unsupported_file_mimetype$/) ||
      says(clue, /unsupported mimetype|invalid type for '(?:image|mask)[^']*': expected|only accepts 'multipart\/form-data'/i),
    confidence: 'likely',
    hop: beforeOrigin,
    or: [REJECTED],
  },
  {
    cause: 'multipart-damaged',
    sentence: 'the form cannot be read',
    when: (clue) =>
      says(
        clue,
        /(?:missing|no|invalid|multipart) boundary|parse (?:the )?multipart|multipart: nextpart|error parsing the body|unexpected end of (?:form|multipart)|invalid multipart/i,
      ),
    confidence: 'likely',
    hop: beforeOrigin,
    or: [REJECTED],
  },
  {
    cause: 'multipart-damaged',
    sentence: 'the picture of the request cannot be decoded',
    when: (clue) =>
      isEdit(clue) &&
      (coded(clue, /^invalid_image_file$/) ||
        says(clue, /invalid image file or mode|uploaded image must be|invalid input image/i)) &&
      !isByReference(clue),
    confidence: 'possible',
    hop: beforeOrigin,
    or: [REJECTED],
  },
  {
    cause: 'multipart-damaged',
    sentence: 'the gateway stumbles over the form itself, before anything was sent on',
    when: (clue) =>
      isEdit(clue) &&
      hasStatus(clue, 500) &&
      says(
        clue,
        /not supported between instances of|object has no attribute|without having called `?read|object is not (?:iterable|subscriptable|callable)|expected str, bytes/i,
      ),
    confidence: 'possible',
    hop: atAuthor,
    or: [{ cause: 'upstream-error', because: 'a fault of the gateway that has nothing to do with the form' }],
  },
  {
    cause: 'request-rejected',
    sentence: 'the request is refused for what it contains',
    when: ({ reading }) =>
      reading.status !== null &&
      reading.status >= 400 &&
      reading.status < 500 &&
      reading.status !== 408 &&
      reading.status !== 499,
    confidence: 'likely',
    hop: atOrigin,
    or: [],
  },
]

const isSentAsJson = ({ exchange: { request } }: Clue): boolean =>
  /^application\/json\b/i.test(header(request.headers, 'content-type') ?? '')

/** JSON edits name pictures by URL or id; then no form was involved. */
const isByReference = ({ reading }: Clue): boolean =>
  reading.layers.some(({ fields }) => /image_url|file_id/.test(String(fields.param ?? '')))

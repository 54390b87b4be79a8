import type { AttributedExchange, FreeRefusal, Json, Problem, Profile } from '../model.ts'
import { fieldOf } from './asked.ts'
import { hasErrorEnvelope } from './body.ts'
import { answerInWords, NotObservable } from './check.ts'
import { isNamed, isRefusedAsBadRequest, reachesTheModel } from './status.ts'

/** What a refusal of the request itself may say; 404 means a missing route, and 5xx that the caller should try again. */
const STATUSES = [400, 413, 415, 422]

/** A request that is wrong in itself is refused as that: by the status, in an error of the chain, and without a picture. */
export function isRefusedAsBadInput(exchange: AttributedExchange, { envelopes }: Profile): readonly Problem[] {
  const { response, failure } = exchange
  const problem = (actual: string): readonly Problem[] => [
    { exchange: exchange.id, cause: 'wrong-refusal', expected: `a refusal with status ${STATUSES.join(', ')}`, actual },
  ]
  if (exchange.billing === 'paid') return problem(`an image was drawn, and is paid for: ${answerInWords(exchange)}`)
  if (failure !== null || !STATUSES.includes(response?.status ?? 0)) return problem(answerInWords(exchange))
  // A body that is too large is often refused by a proxy with a page of its own: Cloudflare's in front of api.openai.com.
  if (response?.status === 413) return []
  return hasErrorEnvelope(exchange, envelopes).map((one) => ({ ...one, cause: 'wrong-refusal' }))
}

/**
 * Each refusal names the field that is wrong, by its name in the OpenAI API.
 * @param fields the wrong field by case; a case without one is not looked at
 * @throws NotObservable when the model's own words do not come through: a relay may word a refusal anew
 */
export function nameTheirFields(
  exchanges: readonly AttributedExchange[],
  fields: Readonly<Record<string, string | null>>,
  profile: Profile,
): readonly Problem[] {
  const model = profile.chain.at(-1)
  const told = exchanges.flatMap((exchange) => {
    const field = fields[exchange.case] ?? null
    const isTold = field !== null && isRefusedAsBadInput(exchange, profile).length === 0 && exchange.response?.status !== 413
    return isTold ? [{ exchange, field, isNaming: names(exchange, field) }] : []
  })
  const judged = told.filter(({ exchange, isNaming }) => isNaming || exchange.attribution.answeredBy === model)
  if (judged.length === 0) throw new NotObservable('no refusal came in the words of the model')
  return judged
    .filter(({ isNaming }) => !isNaming)
    .map(({ exchange, field }) => ({
      exchange: exchange.id,
      cause: 'wrong-refusal',
      expected: `a refusal that names ${field}, the field that is wrong`,
      actual: answerInWords(exchange),
    }))
}

const names = (exchange: AttributedExchange, field: string): boolean => isNamed(wordsOf(exchange).toLowerCase(), field)

/**
 * A prompt of the greatest length is no reason to refuse: what is refused is what the free refusal gets wrong.
 * @throws NotObservable when the hop that refused cannot be seen
 */
export function takesThePrompt(exchange: AttributedExchange, refusal: FreeRefusal | null): readonly Problem[] {
  const problems = isRefusedAsBadRequest(exchange, refusal)
  if (problems.length > 0) return problems
  const wrong = Object.keys(refusal?.change ?? {})
  if (wrong.some((field) => names(exchange, field)) || !names(exchange, 'prompt')) return reachesTheModel(exchange, refusal)
  const length = [...(fieldOf(exchange, 'prompt') ?? '')].length
  return [
    {
      exchange: exchange.id,
      cause: 'request-rejected',
      expected: `a refusal about ${wrong.join(', ')}: a prompt of ${length} characters is within the limit`,
      actual: answerInWords(exchange),
    },
  ]
}

/**
 * A refusal that quotes the value it refuses quotes it as it was written.
 * @throws NotObservable when it does not quote it: only what is known to come of a wrong encoding counts as damage
 */
export function carriesText(exchange: AttributedExchange, written: string, refusal: FreeRefusal | null): readonly Problem[] {
  const problems = isRefusedAsBadRequest(exchange, refusal)
  if (problems.length > 0) return problems
  const said = wordsOf(exchange)
  if (said.includes(written)) return []
  const damage = DAMAGES.map(({ how, damaged }) => ({ how, text: damaged(written) })).find(({ text }) => said.includes(text))
  if (damage === undefined) throw new NotObservable('the refusal does not quote the text that was sent')
  return [
    {
      exchange: exchange.id,
      cause: 'text-damaged',
      expected: `"${written}", as it was sent`,
      actual: `"${damage.text}", ${damage.how}`,
    },
  ]
}

/** What Windows-1252 has where Latin-1 has control characters; the TextDecoder of Node 20 reads the one as the other. */
const WINDOWS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'
const asWindows = (text: string): string =>
  text.replaceAll(/[\x80-\x9f]/g, (control) => WINDOWS.charAt(control.charCodeAt(0) - 0x80))

/** What becomes of text that one hop writes in UTF-8 and another reads as something else. */
const DAMAGES: readonly { readonly how: string; readonly damaged: (text: string) => string }[] = [
  { how: 'its UTF-8 read as Latin-1', damaged: (text) => Buffer.from(text, 'utf8').toString('latin1') },
  { how: 'its UTF-8 read as Windows-1252', damaged: (text) => asWindows(Buffer.from(text, 'utf8').toString('latin1')) },
  { how: 'what is not ASCII replaced', damaged: (text) => text.replaceAll(/[^\x20-\x7e]/gu, '?') },
  { how: 'what is not ASCII replaced', damaged: (text) => text.replaceAll(/[^\x20-\x7e]/gu, '\ufffd') },
  { how: 'its low bytes alone kept', damaged: (text) => Buffer.from(text, 'latin1').toString('latin1') },
]

/**
 * The refusal of a prompt that is too long counts the characters that were sent, as code points or as units of UTF-16.
 * @param quoting a refusal that quotes what was written in the same scripts
 * @throws NotObservable when it quotes no length, or counts bytes of text that is whole
 */
export function countsTheText(
  exchange: AttributedExchange,
  quoting: AttributedExchange,
  written: string,
  profile: Profile,
): readonly Problem[] {
  const problems = isRefusedAsBadInput(exchange, profile)
  if (problems.length > 0) return problems
  const prompt = fieldOf(exchange, 'prompt') ?? ''
  const counts = { characters: [...prompt].length, units: prompt.length, bytes: Buffer.byteLength(prompt) }
  const counted = [...wordsOf(exchange).matchAll(/\blength (?:of )?(\d+)/gi)]
    .map(([, digits]) => Number(digits))
    .findLast((length) => length !== profile.offers.longestPrompt)
  if (counted === undefined) throw new NotObservable('the refusal quotes no length')
  if (counted === counts.characters || counted === counts.units) return []
  if (counted === counts.bytes && wordsOf(quoting).includes(written))
    throw new NotObservable('the target counts bytes, and quotes the same text whole')
  return [
    {
      exchange: exchange.id,
      cause: 'text-damaged',
      expected: `a length of ${counts.characters} characters (${counts.units} in UTF-16)`,
      actual: `${counted}${counted === counts.bytes ? ', which is the number of its bytes in UTF-8' : ''}: ${answerInWords(exchange)}`,
    },
  ]
}

/** What the answer says; escapes such as `\u7ea2` are read as the character that they stand for. */
function wordsOf({ response }: AttributedExchange): string {
  const body: Json = response?.body ?? null
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const unescaped = text.replaceAll(/\\+u([0-9a-f]{4})/gi, (_escape, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return unescaped.normalize('NFC')
}

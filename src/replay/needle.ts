import { type Reading, read } from './reading.ts'

/** Shorter values are no secrets, and taking them out would tear holes into every text. */
const SHORTEST = 4
/** Below this length a value is only found where it stands as a word of its own: the key `test` is not in `latest`. */
const ANYWHERE = 8

/** Where something stands in a text that was read. */
export interface Place {
  readonly from: number
  readonly to: number
}

/** A secret as it is searched for in texts that were read. */
export class Needle {
  readonly #text: string
  readonly #base64: readonly string[]
  readonly #hex: readonly string[]

  /** @param value the secret itself */
  constructor(value: string) {
    this.#text = read(value).text
    this.#base64 = value.length < ANYWHERE ? [] : base64Of(value)
    this.#hex = value.length < ANYWHERE ? [] : hexOf(value)
  }

  /** The whole secret: as it is, in base64, and in hexadecimal digits, with or without a sign between the bytes. */
  whole(reading: Reading): readonly Place[] {
    const { text } = reading
    const length = this.#text.length
    if (length < SHORTEST) return []
    const plain = placesOf(text, this.#text).filter(({ from, to }) => length >= ANYWHERE || isWord(text, from, to))
    const uniform = sameAlphabet(text)
    const encoded = this.#base64.flatMap((form) => placesOf(uniform, form))
    return [
      ...plain,
      ...this.#hex.flatMap((form) => placesOf(text, form)),
      ...encoded.map(({ from, to }) => ({ from, to: to + (/^={1,2}/.exec(text.slice(to, to + 2))?.[0].length ?? 0) })),
    ]
  }

  /**
   * What is left of the secret after somebody cut or masked it: a long run from its beginning or its end (an answer that
   * was cut off, a gateway that strips prefixes) or out of its middle, and `sk-12****ab`, which OpenAI and others write on
   * purpose. A prefix that says nothing (`sk-...`) and the usual hint of the last four characters are not found.
   */
  fragments({ text }: Reading): readonly Place[] {
    const secret = this.#text
    if (secret.length < ANYWHERE) return []
    const least = Math.min(12, Math.max(6, Math.ceil(secret.length / 2)))
    const runs = startsOfRuns(secret, least).flatMap((start) =>
      placesOf(text, secret.slice(start, start + least)).map(({ from, to }) => {
        const [before, after] = [secret.slice(0, start), secret.slice(start + least)]
        const left = longest(before.length, (length) => length <= from && text.startsWith(before.slice(-length), from - length))
        const right = longest(after.length, (length) => text.startsWith(after.slice(0, length), to))
        return { from: from - left, to: to + right }
      }),
    )
    return [...runs, ...masked(text, secret)]
  }
}

/**
 * Where runs of this length are taken out of a secret to be searched for: at its beginning, at its end, and so often between that
 * none of one and a half times the length is missed. Without a digit they may be words, as a key may be made of some.
 */
function startsOfRuns(secret: string, length: number): readonly number[] {
  const last = secret.length - length
  const step = Math.max(1, Math.floor(length / 2))
  const between = Array.from({ length: Math.ceil(last / step) }, (_, index) => index * step).filter(
    (start) => start > 0 && length >= SHORTEST_IN_THE_MIDDLE && /\d/.test(secret.slice(start, start + length)),
  )
  return [...new Set([0, ...between, last])]
}

/** Below it a run out of the middle says too little of the key, and may stand anywhere. */
const SHORTEST_IN_THE_MIDDLE = 10

function hexOf(value: string): readonly string[] {
  const bytes = [...Buffer.from(value)].map((byte) => byte.toString(16).padStart(2, '0'))
  return ['', ':', ' ', '-'].map((sign) => bytes.join(sign))
}

function masked(text: string, secret: string): readonly Place[] {
  return [...text.matchAll(/\*{2,}|\.{3,}|•{2,}|…+/g)].flatMap((mask) => {
    const end = mask.index + mask[0].length
    const before = longest(secret.length, (length) => text.endsWith(secret.slice(0, length), mask.index))
    const after = longest(secret.length, (length) => text.startsWith(secret.slice(-length), end))
    return before >= 6 || (before >= 3 && after >= 2) ? [{ from: mask.index - before, to: end + after }] : []
  })
}

function longest(limit: number, holds: (length: number) => boolean): number {
  for (let length = limit; length > 0; length -= 1) if (holds(length)) return length
  return 0
}

function placesOf(text: string, wanted: string): readonly Place[] {
  const places: Place[] = []
  for (let from = text.indexOf(wanted); from !== -1; from = text.indexOf(wanted, from + wanted.length))
    places.push({ from, to: from + wanted.length })
  return places
}

function isWord(text: string, from: number, to: number): boolean {
  return !/[a-z0-9]/.test(text.charAt(from - 1) + text.charAt(to))
}

/**
 * The value in base64, in small letters: on its own, and in the middle of something longer that was encoded as a whole
 * (`Basic` credentials, a header echoed in base64), where it can start at any of three offsets. The characters at its
 * edges that also hold bits of its neighbours cannot be known. Spellings too short to mean anything are left out.
 */
function base64Of(value: string): readonly string[] {
  const bytes = Buffer.from(value)
  const inside = [0, 1, 2].map((offset) => {
    const encoded = encode(Buffer.concat([Buffer.alloc(offset), bytes]))
    return encoded.slice(offset === 0 ? 0 : offset + 1, (offset + bytes.length) % 3 === 0 ? encoded.length : encoded.length - 1)
  })
  return [encode(bytes), ...inside].filter((encoded) => encoded.length >= ANYWHERE).map((encoded) => encoded.toLowerCase())
}

const encode = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')

/** base64url in the letters of base64. */
const sameAlphabet = (text: string): string => text.replaceAll('-', '+').replaceAll('_', '/')

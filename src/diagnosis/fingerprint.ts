import type { Hop } from '../model.ts'
import type { Layer } from './layers.ts'
import type { Reading } from './reading.ts'

/** Kinds of evidence, the worthiest first. `address` is where the request went, which says who can have answered at all. */
export const WORTH = ['header', 'envelope', 'wording', 'address', 'length'] as const

/** `proof`: nobody else writes this. `strong`: others hardly do. `hint`: it only breaks a tie. */
export const STRENGTH = ['proof', 'strong', 'hint'] as const

/** One sign by which a program can be known. */
export interface Fingerprint {
  /** What is seen, as a clause: `the answer carries apim-request-id`. */
  readonly sign: string
  readonly hop: Hop | 'unknown'
  readonly product?: string
  readonly worth: (typeof WORTH)[number]
  /** Did this program write the answer, did the answer pass through it, or does a relay in front tell of it? */
  readonly shows: 'wrote' | 'passed' | 'quoted'
  readonly strength: (typeof STRENGTH)[number]
  /** Others that write the same. */
  readonly also?: readonly Hop[]
  /** Public source of the sign. */
  readonly source: string
  readonly seen: Seen
}

/**
 * Signs of an answer are looked for once, signs of a layer in every voice of it: the outermost voice says who wrote the
 * answer, the inner ones whom it quotes.
 */
export type Seen =
  | { readonly in: 'answer'; readonly when: (answer: Reading) => boolean }
  | { readonly in: 'layer'; readonly when: (layer: Layer, answer: Reading) => boolean }

export const inAnswer = (when: (answer: Reading) => boolean): Seen => ({ in: 'answer', when })
export const inLayer = (when: (layer: Layer, answer: Reading) => boolean): Seen => ({ in: 'layer', when })

/** Header present, or present with such a value. */
export const headerSeen = (name: string, value?: RegExp): Seen =>
  inAnswer(({ headers }) => {
    const found = headers.get(name)
    return found !== undefined && (value === undefined || value.test(found))
  })

/** Words in a message, whatever the envelope. */
export const saying = (words: RegExp): Seen => inLayer(({ message }) => words.test(message))

/** Words on a page or in plain text that is no JSON. */
export const onPage = (words: RegExp): Seen =>
  inAnswer(({ content, words: text }) => (content === 'page' || content === 'text') && words.test(text))

/** An answer with no word in it: an empty body, or one that the recorder lost. */
export const isSilent = ({ content }: Reading): boolean => content === 'none'

export const isRefusal = ({ status }: Reading): boolean => status !== null && status >= 400

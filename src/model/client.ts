import type { FilePart, Json } from '../model.ts'

/** How an official client is set up, but for its key: the classes `OpenAI` and `AzureOpenAI` of the npm package `openai`. */
export type OfficialClient =
  | { readonly kind: 'openai'; readonly baseUrl: string; readonly query: Readonly<Record<string, string>> }
  | { readonly kind: 'azure'; readonly endpoint: string; readonly apiVersion: string; readonly deployment: string }

/** A call as somebody who uses the client writes it. */
export type ClientCall =
  | { readonly method: 'images.generate'; readonly fields: ImageFields; readonly streamed: boolean }
  /** One image is given as it is, several as a list. */
  | { readonly method: 'images.edit'; readonly fields: ImageFields; readonly images: readonly FilePart[] }
  | { readonly method: 'chat.completions.create'; readonly model: string; readonly prompt: string }
  /** Past its methods, through the HTTP call inside it, which writes no header but those that it is given. */
  | { readonly method: 'fetchWithTimeout'; readonly body: Json }

/** Fields of a request for an image, by their names in the API. */
export interface ImageFields {
  readonly prompt: string
  readonly model: string
  readonly [field: string]: Json
}

/** An official client that wrote a request, and what it made of the answer. */
export interface ClientUse {
  /** The class and the version of its package: `AzureOpenAI 6.49.0`. */
  readonly name: string
  readonly method: ClientCall['method']
  readonly result: ClientResult
}

export type ClientResult =
  | { readonly kind: 'pictures'; readonly count: number }
  /** The types of the events of a stream, in their order. */
  | { readonly kind: 'events'; readonly types: readonly string[] }
  | { readonly kind: 'text'; readonly text: string }
  /** The HTTP call inside it does not look into answers. */
  | { readonly kind: 'response'; readonly status: number }
  /** Something else than its own types promise, in words. */
  | { readonly kind: 'unusable'; readonly what: string }
  /** The class of the error and its message. */
  | { readonly kind: 'threw'; readonly error: string; readonly message: string }

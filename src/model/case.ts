import type { ClientCall, OfficialClient } from './client.ts'
import type { Json, Operation } from './words.ts'

/** How a credential travels: `Authorization: Bearer`, or the raw key in a header or a query parameter of that name. */
export type AuthScheme =
  | { readonly kind: 'bearer' }
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'query'; readonly name: string }

/** What a case puts in the place of the credential. */
export type Credential =
  | { readonly kind: 'right' }
  /** The right key, sent in another way than the target's default. */
  | { readonly kind: 'right-as'; readonly scheme: AuthScheme }
  | { readonly kind: 'none' }
  /** The scheme's header with nothing in it (`Authorization: Bearer `). */
  | { readonly kind: 'empty' }
  | { readonly kind: 'wrong' }
  /** The right key under a scheme that nobody promised to read (`Authorization: Basic`). */
  | { readonly kind: 'wrong-scheme' }

/** One part of a multipart body. Files are streamed from disk, in the order given. */
export type Part =
  | { readonly kind: 'field'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'file'
      readonly name: string
      /** Absolute path of the file to stream. */
      readonly path: string
      /** A PNG is filled up to this many bytes with chunks that decoders skip; null for the file as it is. */
      readonly paddedTo: number | null
      readonly filename: string
      readonly contentType: string
    }

export type FilePart = Extract<Part, { kind: 'file' }>

/** A body that the suite writes itself. */
export type WrittenBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: Json }
  | { readonly kind: 'multipart'; readonly parts: readonly Part[] }
  /** Bytes sent as they stand, for requests that no well-behaved client would write. */
  | { readonly kind: 'raw'; readonly contentType: string; readonly text: string }

export type RequestBody =
  | WrittenBody
  /** Address, headers and body are what an official client makes of a call of one of its methods. */
  | { readonly kind: 'client'; readonly client: OfficialClient; readonly call: ClientCall }

/** One concrete request, as data: everything but the target's secret. */
export interface Case {
  readonly id: string
  /** Why it is sent, in one sentence. */
  readonly sentence: string
  readonly operation: Operation
  /** Images that the target's owner pays for when it answers as it should; 0 for what is refused, or answered for nothing. */
  readonly images: number
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Absolute URL without the credential. */
  readonly url: string
  readonly credential: Credential
  readonly body: RequestBody
}

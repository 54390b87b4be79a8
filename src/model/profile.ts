import type { AuthScheme, Hop, Json } from '../model.ts'

export type PictureFormat = 'png' | 'jpeg' | 'webp'

/** What to expect of one kind of target, as data (schemas/profile.json says the same in JSON Schema). */
export interface Profile {
  readonly name: string
  readonly sentence: string
  /** The hops behind the URL, outermost first. */
  readonly chain: readonly Hop[]
  readonly model: string
  readonly deployment: string | null
  readonly apiVersion: string | null
  readonly url: {
    /** Endings that a base URL may have or lack, longest first; they are stripped before a path is appended. */
    readonly baseMayEndWith: readonly string[]
    /** Path templates; `{deployment}` is filled in. An operation without a path is one that the target does not have. */
    readonly paths: {
      readonly generations: string
      readonly edits: string | null
      readonly chat: string | null
      readonly unknown: string
    }
    /** Query parameters on every call; `{api-version}` is filled in. */
    readonly query: Readonly<Record<string, string>>
  }
  readonly auth: {
    readonly default: AuthScheme
    /** Every way in which the right key is accepted. */
    readonly accepts: readonly AuthScheme[]
    /** Ways that some gateways of this kind accept and others refuse; sent to see that all operations agree. */
    readonly tries: readonly AuthScheme[]
    /** Statuses of a refusal. */
    readonly refusal: readonly number[]
    /** Exact body of the refusal without a credential, where it is part of the contract. */
    readonly missingBody: Json
  }
  readonly capabilities: {
    readonly edits: boolean
    readonly severalImages: boolean
    readonly exactSize: boolean
    readonly usage: boolean
    readonly chat: boolean
    /** The gateway writes or overrides api-version itself, whatever the client sends. */
    readonly overridesApiVersion: boolean
    /** An answer may give a link in the place of the picture. */
    readonly links: boolean
  }
  /** What the target takes beyond the plain request: only the full tier asks for it, and only for what stands here. */
  readonly offers: {
    /** Optional parameters that it knows, by their names in the OpenAI API; `mask` is one of them. */
    readonly parameters: readonly string[]
    /** Formats that `output_format` may ask for. */
    readonly outputFormats: readonly PictureFormat[]
    /** Formats of the images of an edit. */
    readonly inputFormats: readonly PictureFormat[]
    /** Field names under which several images may come. */
    readonly severalImagesFields: readonly ('image' | 'image[]')[]
    /** Most images of one edit; null where nothing is promised. */
    readonly mostImages: number | null
    /** Longest prompt, characters; null where nothing is promised. */
    readonly longestPrompt: number | null
    /** Edits in JSON, the images as data URLs. */
    readonly jsonEdits: boolean
    /** It refuses what it does not know and values out of range, instead of drawing as if they were not there. */
    readonly strict: boolean
    /** The official client that is made for it; null for none. */
    readonly client: 'openai' | 'azure' | null
    /** A model for the client's chat call; null where there is none. */
    readonly chatModel: string | null
  }
  /** The field that several images use. */
  readonly severalImagesField: 'image' | 'image[]'
  readonly headers: {
    /** Does an answer of the model show the model's own headers to the client? */
    readonly identity: 'shown' | 'dropped'
    /** Headers that prove the model, any one of them being enough. */
    readonly identityNames: readonly string[]
    /** Header with the outermost gateway's own request number, null where it has none. */
    readonly requestId: string | null
  }
  /** Schemas (schemas/) of the error envelopes that the hops of this chain write. */
  readonly envelopes: readonly ('openai' | 'aoai' | 'apim' | 'fastapi')[]
  /** Fields of the cheapest real image, sent in JSON and in multipart alike. */
  readonly cheapest: {
    readonly size: string
    /** Null where the target chooses the format itself. */
    readonly format: 'png' | 'jpeg' | 'webp' | null
    readonly fields: Readonly<Record<string, string | number>>
  }
  /** How a request is refused for free, per operation; null where there is no way. */
  readonly freeRefusal: {
    readonly generations: FreeRefusal | null
    readonly edits: FreeRefusal | null
    readonly chat: FreeRefusal | null
  }
}

/** A request that is well-formed on the way and refused before anything is generated. */
export interface FreeRefusal {
  /** Fields that replace those of the real request; null leaves a field out. */
  readonly change: Readonly<Record<string, string | number | null>>
  readonly statuses: readonly number[]
  /** The hop whose refusal proves the way: the model, or the gateway where it judges itself. */
  readonly refusedBy: Hop
  /** Why it cannot be billed. */
  readonly because: string
}

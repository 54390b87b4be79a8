import type { AoaiOptions } from './aoai/aoai.ts'
import type { ApimExport } from './apim/export.ts'

/** Somebody's own configuration of API Management, run in the place of the fixture before it is published. */
export interface Rehearsed {
  readonly export: ApimExport
  /** Name of the subscription whose key the gateway in front uses; null for the first one of the export. */
  readonly subscription: string | null
  /** Path of the API without its `/v1`, which a gateway in front has in its base URL; empty for none. */
  readonly basePath: string
  /** Keys that the embedded Azure OpenAI takes besides its own: no export shows which of its keys are valid. */
  readonly modelKeys: readonly string[]
  /** Deployments that the embedded Azure OpenAI has for it, with the model behind each. */
  readonly deployments: AoaiOptions['deployments']
}

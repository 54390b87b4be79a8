import { isCalledByDeployment, type Pair } from '../configuration/locate.ts'
import { tail } from '../configuration/paths.ts'
import { servedIn } from './asked-of-callers.ts'

/** The api-version that an Azure channel writes when nobody sets one (QuantumNous/new-api, constant/azure.go). */
export const CHANNELS_VERSION = '2025-04-01-preview'

/** How a hop in front calls a pair that is published under Azure's own path, as importing its specification makes it. */
export interface AzureChannel {
  /** What stands in the base URL of the channel; empty for none. */
  readonly basePath: string
  readonly deployment: string
  /** What is called behind the base for a path of OpenAI. */
  readonly calledAs: (path: string) => string
}

/** What such a channel appends to its base URL, up to the name of the deployment. */
const APPENDED = /^(?:(?<base>.*)\/)?openai\/deployments\/(?<deployment>[^/]+)$/i

/** Null where the pair lies elsewhere, or where no such channel gets. */
export function azureChannel(pair: Pair, deployment: string): AzureChannel | null {
  const served = servedIn(pair)
  const match = served.every(isCalledByDeployment) ? APPENDED.exec(served[0]?.prefix ?? '') : null
  if (match?.groups === undefined) return null
  const { base = '', deployment: published = '' } = match.groups
  const called = published.startsWith('{') ? deployment : published
  return {
    basePath: base === '' ? '' : `/${base}`,
    deployment: called,
    calledAs: (path) => `/openai/deployments/${called}${tail(path)}`,
  }
}

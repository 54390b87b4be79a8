import type { Access } from '../target/target.ts'
import { BadConfiguration } from '../target/variables.ts'

/** The profiles that the embedded chain is replayed under when nobody names one. */
export const EMBEDDED_PROFILES = ['oneapi-apim-aoai', 'ai-builder-space'] as const

/** Layout of the embedded chain for each profile that comes with the suite. */
const layouts = {
  'oneapi-apim-aoai': 'oneapi-apim-aoai',
  'apim-aoai': 'apim-aoai',
  aoai: 'aoai',
  'aoai-v1': 'aoai-v1',
  openai: 'openai',
  'ai-builder-space': 'ai-builder-space',
  // Any bearer gateway with edits will do to see the profile work.
  generic: 'oneapi-apim-aoai',
} as const

export interface Embedded extends Access {
  close(): Promise<void>
}

/**
 * Starts the embedded chain on loopback as the target of a profile.
 * @param latencyMs how long its model takes for an image
 * @throws BadConfiguration for a profile that it cannot stand in for
 */
export async function startEmbedded(profile: string, latencyMs = 0): Promise<Embedded> {
  const layout = Object.entries(layouts).find(([name]) => name === profile)?.[1]
  if (layout === undefined) {
    const fault = `is missing: the embedded chain cannot stand in for the profile ${profile}, only for ${Object.keys(layouts).join(', ')}`
    throw new BadConfiguration([{ variable: 'TARGET_URL', fault, example: 'https://gateway.example.com/v1' }])
  }
  // Loaded late: a run against a real target never needs it.
  const { startChain } = await import('../../reference/chain.ts')
  const chain = await startChain({ layout, latencyMs })
  return { url: chain.url, key: chain.key, innerHops: [], embedded: true, close: () => chain.close() }
}

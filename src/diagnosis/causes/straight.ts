import type { Hop } from '../../model.ts'
import type { Advice } from '../cause.ts'

/** Is there nobody between the caller and the model who could build a path, an api-version or a credential? */
export const isModelAlone = (chain: readonly Hop[] | null): boolean =>
  chain?.length === 1 && (chain[0] === 'aoai' || chain[0] === 'openai')

/** What to do where callers reach the model themselves: there is no policy to correct, and no hop behind to ask. */

const SHOWN =
  'Azure AI Foundry → Deployments → the deployment shows its Target URI: the host, the path and the api-version that the resource serves.'

export const ADDRESS: Advice = {
  remedy:
    'Correct TARGET_URL and TARGET_PROFILE. aoai and aoai-v1 take the root of the resource (https://<resource>.openai.azure.com); aoai-v1 also .../openai/v1. aoai calls /openai/deployments/{deployment}/images/{operation}, aoai-v1 calls /openai/v1/images/{operation}, openai calls https://api.openai.com/v1. When only one operation is not found, the resource or its model does not have it: look there under Deployments.',
  settle: SHOWN,
}

export const DEPLOYMENT: Advice = {
  remedy:
    'Compare TARGET_DEPLOYMENT and TARGET_MODEL with Azure AI Foundry → Deployments of the resource in TARGET_URL: it should be {deployment}, spelt as it is there. On api.openai.com, look under Settings → Limits whether the project may use the model.',
  settle: SHOWN,
}

export const VERSION: Advice = {
  remedy:
    'Set TARGET_API_VERSION to 2025-04-01-preview or later (images/edits is specified from there on). TARGET_PROFILE=aoai-v1 needs none: for it, correct TARGET_URL instead.',
  settle: SHOWN,
}

export const KEYS_OFF: Advice = {
  remedy:
    'Use a token in the place of the key: TARGET_AUTH=bearer and in TARGET_API_KEY what "az account get-access-token --resource https://cognitiveservices.azure.com" prints, of an identity with the role Cognitive Services OpenAI User on the resource. Or allow keys again (disableLocalAuth = false), if the policy of the subscription permits.',
  settle: null,
}

export const ROLE: Advice = {
  remedy:
    'Azure OpenAI resource → Access control (IAM): give the identity behind TARGET_API_KEY the role Cognitive Services OpenAI User, and wait up to five minutes. For api.openai.com: Settings → Organization → General → Verify organization, and the permissions of the project key.',
  settle: null,
}

export const RIGHTS: Advice = {
  remedy:
    'Compare what the key may do on the two operations: a restricted key of api.openai.com names the endpoints that it opens; on Azure OpenAI it is the role of the identity (Access control (IAM) of the resource).',
  settle: 'Try another key that may do everything: if it is let in on both operations, the rights of the first one differ.',
}

export const NOT_THE_MODEL: Advice = {
  remedy:
    'Something stands between this machine and the model: a proxy on the way, or TARGET_URL leads to a gateway. If a gateway belongs there, choose the profile that names it (TARGET_PROFILE=apim-aoai, oneapi-apim-aoai or generic); else correct TARGET_URL.',
  settle: 'curl -v to the same URL: the name in the certificate and the headers of the answer say who is there.',
}

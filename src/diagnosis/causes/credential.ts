import type { Cause } from '../cause.ts'
import { KEYS_OFF, NOT_THE_MODEL, RIGHTS, ROLE } from './straight.ts'

/** Who is let in, and with what: items 4 to 6 of the checklist. */
export const CREDENTIAL = {
  'backend-credential-rejected': {
    hop: 'apim',
    item: 4,
    stage: 'way',
    meaning: 'Azure OpenAI refused the credential that it was given.',
    remedy:
      'Look at what the {operation} operation authenticates with; both images operations need the same: <set-header name="api-key" exists-action="override"><value>{{aoai-key}}</value></set-header> with a current key in API Management → Named values, or <authentication-managed-identity resource="https://cognitiveservices.azure.com" />; keep <base/> in inbound, or the API\'s own statement is lost. A key that arrives as Authorization: Bearer is refused too.',
    settle:
      'Set AOAI_URL and AOAI_KEY to see whether the key itself is valid; APIM_EXPORT to compare the policies of the two operations.',
    gateway: {
      remedy:
        "Check the key that the gateway itself has for its model, and the address that it goes to: Channels → edit → key in the console of one-api and its forks, api_key and api_base in LiteLLM's model_list. It may have another one for {path} than for the rest. A gateway that passes the caller's own key on needs one that the model takes.",
      settle:
        'Call the model directly with the key of the gateway: if it is taken, the gateway sends another one, or in another header.',
    },
  },
  'backend-key-auth-disabled': {
    hop: 'aoai',
    item: 4,
    stage: 'way',
    meaning: 'Key authentication is switched off on the Azure OpenAI resource.',
    remedy:
      'Let API Management authenticate with Entra ID: switch on its managed identity, give it the role Cognitive Services OpenAI User on the resource (Access control (IAM)), and put <authentication-managed-identity resource="https://cognitiveservices.azure.com" /> in the place of the api-key header, in both images operations. Or allow keys again (disableLocalAuth = false), if the policy of the subscription permits.',
    settle: null,
    straight: KEYS_OFF,
  },
  'backend-permission-denied': {
    hop: 'aoai',
    item: 4,
    stage: 'way',
    meaning: 'The identity is known and lacks the role or permission for this operation or model.',
    remedy:
      'Azure OpenAI resource → Access control (IAM): give the managed identity of API Management the role Cognitive Services OpenAI User, and wait up to five minutes. For api.openai.com: Settings → Organization → General → Verify organization, and the permissions of the project key.',
    settle: null,
    straight: ROLE,
  },
  'auth-inconsistent': {
    hop: 'apim',
    item: 4,
    stage: 'consequence',
    meaning: 'The same credential is let in by one operation or call and refused by another.',
    remedy:
      'Compare the inbound policies of images/generations and images/edits line by line: authentication, check-header, validate-jwt and <base/> must be the same; only the path of <rewrite-uri> may differ.',
    settle: 'APIM_EXPORT shows both policies side by side.',
    straight: RIGHTS,
    gateway: {
      remedy:
        'The key is good, as the other operation takes it: look at what the gateway asks of {path} alone. The check of the Authorization header must stand on this route as on the others (in FastAPI, the same auth dependency on its router; behind nginx, the header passed on in its location). Then what the key may do: models and groups of the token in the console of one-api and its forks, allowed_routes and models of a virtual key of LiteLLM, the plan of the account. Refused only now and then, the instances behind the address differ.',
      settle:
        'Try a key that may do everything: if it is let in on both, the rights of this one differ; else it is the route. The log of the gateway says which check refused.',
    },
  },
  'subscription-key-missing': {
    hop: 'apim',
    item: 5,
    stage: 'way',
    meaning: 'API Management saw no subscription key.',
    remedy:
      'Send the key in the header that the WWW-Authenticate challenge names, or make API Management read what the caller sends: APIs → your API → Settings → Subscription → header name (api-key for Azure clients; a key sent as Authorization: Bearer is not read). Or switch off "Subscription required" there when another policy authenticates.',
    settle: 'Set APIM_URL and APIM_KEY: if the key is taken directly, the hop in front drops it or sends it under another name.',
  },
  'subscription-key-rejected': {
    hop: 'apim',
    item: 5,
    stage: 'way',
    meaning: 'API Management refused the subscription key: wrong value, state, product or API scope.',
    remedy:
      'API Management → Subscriptions: the key must be active, and its scope must hold this API: all APIs, the API itself, or a product that lists it (Products → APIs). Operations cannot be in a product, so a key that works for one images operation and not for the other points to two APIs.',
    settle: 'Set APIM_URL and APIM_KEY to try the key directly; APIM_EXPORT shows products and subscriptions.',
  },
  'identity-headers-missing': {
    hop: 'apim',
    item: 6,
    stage: 'consequence',
    meaning: 'The call works, but the headers that name the model and its region do not come through.',
    remedy:
      'Look in the outbound policies for <set-header name="apim-request-id" exists-action="delete"> and the like, and in a gateway in front for an option that drops upstream headers (one-hub rebuilds every 200). If the gateway cannot pass them, say so in the profile: headers.identity = dropped.',
    settle: 'Set APIM_URL and APIM_KEY: headers that API Management shows and the target does not are dropped in front of it.',
    straight: NOT_THE_MODEL,
  },
  'client-credential-missing': {
    hop: 'client',
    item: null,
    stage: 'way',
    meaning: 'The caller sent no credential.',
    remedy:
      'Set TARGET_API_KEY, and TARGET_AUTH when the target reads another header than the profile says. In code, use the methods of the official client: its raw inner HTTP client (client._client.post() in Python) adds no Authorization.',
    settle: null,
  },
  'client-credential-rejected': {
    hop: 'client',
    item: null,
    stage: 'way',
    meaning: 'The first hop refused the credential that the caller sent.',
    remedy:
      'Check TARGET_API_KEY (complete, not expired, not disabled, allowed for this model and group) and TARGET_AUTH. one-api takes only "Bearer" with a capital letter or the bare key in Authorization, and no api-key header.',
    settle: 'Try the same key on another operation of the target: if that works, the operation treats it differently.',
  },
  'auth-not-enforced': {
    hop: null,
    item: null,
    stage: 'credential',
    meaning: 'The target serves without a valid credential.',
    remedy:
      'Require a credential on every path: in API Management, APIs → Settings → Subscription required, and no open product that holds the API; in a FastAPI gateway, the auth dependency on the router of /v1 and not on single routes.',
    settle: null,
  },
  'wrong-refusal': {
    hop: null,
    item: null,
    stage: 'credential',
    meaning:
      'A bad request is not refused as one: it gets another status or envelope than the contract says, no answer, or a picture.',
    remedy:
      'Let the hop answer 401 to a missing or wrong credential and 400 or 422 to a bad request, in the envelope of the contract. A 500 makes official clients repeat (and pay for) a call that cannot succeed. Where it is drawn, look for the hop that leaves out what it does not know, or cuts off what is too long: the model itself refuses it.',
    settle: null,
  },
  'credential-echoed': {
    hop: null,
    item: null,
    stage: 'answer',
    meaning: 'An answer repeats the key that it was sent.',
    remedy:
      'Take the key out of the error text of the hop that answered (in API Management: <set-body> or <return-response> in on-error), and replace the key: it stands in logs now.',
    settle: null,
  },
} as const satisfies Record<string, Cause>

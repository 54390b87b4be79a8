import {
  API,
  API_INFORMATION,
  afterBase,
  EDITS,
  editsInItsOwnApi,
  GLOBAL,
  insteadOfInboundBase,
  type Mistake,
  replace,
  SUBSCRIPTION,
  WHOLE_EDITS_POLICY,
} from './places.ts'

const INJECTS_KEY = `<set-header name="api-key" exists-action="override">
			<value>{{aoai-key}}</value>
		</set-header>`
const DELETES_KEY = '<set-header name="api-key" exists-action="delete" />'
const KEY_NAMES = `,
    "subscriptionKeyParameterNames": {
      "header": "api-key",
      "query": "api-key",
      "bearer": "enabled"
    }`
const identityFor = (resource: string) => `<authentication-managed-identity resource="${resource}" />`
const COGNITIVE_SERVICES = 'https://cognitiveservices.azure.com'

/** Calls that reach the model with the wrong credential, or none. */
export const BACKEND_CREDENTIAL_MISTAKES: readonly Mistake[] = [
  {
    name: 'edits-base-missing',
    sentence: 'The inbound section of edits has no <base />, so the API policy with the key does not run.',
    symptom: "edits: 401 of Azure OpenAI, which gets the caller's own credential",
    edits: [insteadOfInboundBase(EDITS, '')],
  },
  {
    name: 'edits-key-deleted',
    sentence: 'The edits operation deletes api-key after <base />, and with it the key that the API policy has just written.',
    symptom: 'edits: 401 of Azure OpenAI, which gets no credential',
    edits: [afterBase(EDITS, DELETES_KEY)],
  },
  {
    name: 'edits-client-key-passed',
    sentence: "The edits operation passes the caller's subscription key on as api-key.",
    symptom: 'edits: 401 of Azure OpenAI, invalid subscription key or wrong API endpoint',
    edits: [
      afterBase(
        EDITS,
        '<set-header name="api-key" exists-action="override">\n\t\t\t<value>@(context.Subscription.Key)</value>\n\t\t</set-header>',
      ),
    ],
  },
  {
    name: 'client-key-kept',
    sentence: "The API policy writes api-key only when the caller sent none, so the caller's subscription key goes to the model.",
    symptom: 'both: 401 of Azure OpenAI for callers that use api-key; with Bearer it works',
    edits: [
      replace(API, '<set-header name="api-key" exists-action="override">', '<set-header name="api-key" exists-action="skip">'),
    ],
  },
  {
    name: 'edits-key-old',
    sentence: 'The edits operation still writes a key of its own, which has been rotated.',
    symptom: 'edits: 401 of Azure OpenAI, invalid key',
    edits: [
      afterBase(
        EDITS,
        '<set-header name="api-key" exists-action="override">\n\t\t\t<value>an-old-key-of-azure-openai</value>\n\t\t</set-header>',
      ),
    ],
  },
  {
    name: 'key-old',
    sentence: 'The named value aoai-key holds a key that has been rotated.',
    symptom: 'both: 401 of Azure OpenAI, invalid key',
    edits: [
      replace(
        'named values/aoai-key/namedValueInformation.json',
        '"secret": true',
        '"secret": true,\n    "value": "an-old-key-of-azure-openai"',
      ),
    ],
  },
  {
    name: 'edits-key-as-bearer',
    sentence: 'The edits operation sends the key of Azure OpenAI as a bearer token.',
    symptom: 'edits: 401 of Azure OpenAI, access token is missing or invalid',
    edits: [
      afterBase(
        EDITS,
        `${DELETES_KEY}\n\t\t<set-header name="Authorization" exists-action="override">\n\t\t\t<value>Bearer {{aoai-key}}</value>\n\t\t</set-header>`,
      ),
    ],
  },
  {
    name: 'edits-managed-identity',
    sentence: 'Generations uses the key, edits already the managed identity.',
    symptom: 'edits: as the identity has the role (200) or lacks it (401 PermissionDenied)',
    edits: [afterBase(EDITS, `${DELETES_KEY}\n\t\t${identityFor(COGNITIVE_SERVICES)}`)],
  },
  {
    name: 'managed-identity',
    sentence: 'Both operations use the managed identity in the place of the key.',
    symptom: 'both: as the identity has the role (200) or lacks it (401 PermissionDenied)',
    edits: [replace(API, INJECTS_KEY, `${DELETES_KEY}\n\t\t${identityFor(COGNITIVE_SERVICES)}`)],
  },
  {
    name: 'edits-identity-audience',
    sentence: 'The managed identity of edits asks for a token of Azure Resource Manager.',
    symptom: 'edits: 401 of Azure OpenAI, audience is incorrect',
    edits: [afterBase(EDITS, `${DELETES_KEY}\n\t\t${identityFor('https://management.azure.com')}`)],
  },
]

/** Keys that open too little, or doors that are open. */
export const ACCESS_MISTAKES: readonly Mistake[] = [
  {
    name: 'product-without-api',
    sentence: "The API is not in the product of the caller's subscription.",
    symptom: 'both: 401 of APIM, invalid subscription key',
    edits: [{ file: 'products/image-models/apis/images/productApiInformation.json', remove: true }],
  },
  {
    name: 'edits-outside-product',
    sentence: 'Edits is in an API of its own that nobody added to the product.',
    symptom: 'edits: 401 of APIM, invalid subscription key',
    edits: editsInItsOwnApi('image-edits', true, WHOLE_EDITS_POLICY),
  },
  {
    name: 'edits-open',
    sentence: 'Edits is in an API of its own that requires no subscription.',
    symptom: 'edits: served without a key; a wrong key is still refused',
    edits: [
      ...editsInItsOwnApi('image-edits', false, WHOLE_EDITS_POLICY),
      { file: 'products/image-models/apis/image-edits/productApiInformation.json', add: '{}' },
    ],
  },
  {
    name: 'open',
    sentence: 'The API requires no subscription.',
    symptom: 'both: served without a key',
    edits: [replace(API_INFORMATION, '"subscriptionRequired": true', '"subscriptionRequired": false')],
  },
  {
    name: 'subscription-suspended',
    sentence: "The caller's subscription is suspended.",
    symptom: 'both: 401 of APIM, invalid subscription key',
    edits: [replace(SUBSCRIPTION, '"active"', '"suspended"')],
  },
  {
    name: 'subscription-of-other-api',
    sentence: "The caller's subscription is for another API.",
    symptom: 'both: 401 of APIM, invalid subscription key',
    edits: [replace(SUBSCRIPTION, '/products/image-models', '/apis/chat')],
  },
  {
    name: 'subscription-gone',
    sentence: "The caller's subscription was deleted.",
    symptom: 'both: 401 of APIM, invalid subscription key',
    edits: [{ file: SUBSCRIPTION, remove: true }],
  },
  {
    name: 'key-header-default',
    sentence: 'The API reads the key from Ocp-Apim-Subscription-Key only, and callers send api-key or Bearer.',
    symptom: 'both: 401 of APIM, missing subscription key',
    edits: [replace(API_INFORMATION, KEY_NAMES, '')],
  },
  {
    name: 'key-header-authorization',
    sentence: 'The key header is named Authorization, where the key is read with its "Bearer ".',
    symptom: 'both: 401 of APIM, invalid subscription key (Bearer) or missing (api-key)',
    edits: [replace(API_INFORMATION, '"header": "api-key"', '"header": "Authorization"')],
  },
  {
    name: 'bearer-not-read',
    sentence: 'The API does not read the key from Authorization: Bearer, which is how one-api sends it.',
    symptom: 'both: 401 of APIM, missing subscription key, for Bearer; api-key works',
    edits: [replace(API_INFORMATION, ',\n      "bearer": "enabled"', '')],
  },
  {
    name: 'edits-needs-token',
    sentence: 'Edits requires an access token in Authorization, generations does not.',
    symptom: 'edits: 401 of APIM, JWT not present or invalid',
    edits: [insteadOfInboundBase(EDITS, '<validate-jwt header-name="Authorization" require-scheme="Bearer" />\n\t\t<base />')],
  },
  {
    name: 'edits-needs-header',
    sentence: 'Edits requires a header that no caller sends.',
    symptom: 'edits: 403 of APIM with the message of check-header',
    edits: [
      afterBase(
        EDITS,
        '<check-header name="X-Team" failed-check-httpcode="403" failed-check-error-message="Team is missing" ignore-case="true" />',
      ),
    ],
  },
  {
    name: 'refusals-as-403',
    sentence: 'The on-error section of all APIs answers every error with 403.',
    symptom: 'a missing key, a wrong key and a missing operation are all 403 without a body',
    edits: [
      replace(
        GLOBAL,
        '<on-error />',
        '<on-error>\n\t\t<return-response>\n\t\t\t<set-status code="403" reason="Forbidden" />\n\t\t</return-response>\n\t</on-error>',
      ),
    ],
  },
  {
    name: 'edits-needs-approval',
    sentence: 'The edits operation refuses callers itself unless they send a header that nobody was told of.',
    symptom: 'edits: 401 with a text of its own',
    edits: [
      afterBase(
        EDITS,
        `<choose>
			<when condition="@(!context.Request.Headers.ContainsKey("X-Approved"))">
				<return-response>
					<set-status code="401" reason="Unauthorized" />
					<set-body>Not approved</set-body>
				</return-response>
			</when>
		</choose>`,
      ),
    ],
  },
]

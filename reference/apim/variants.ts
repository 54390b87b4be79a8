import type { ExportEdit } from './export.ts'
import { API, API_INFORMATION, EDITS, GENERATIONS, replace, SUBSCRIPTION } from './mistakes/places.ts'

/** Another sound way to configure the gateway, as edits of the export in `fixtures/apim/healthy`. */
export interface Variant {
  readonly name: string
  readonly sentence: string
  readonly edits: readonly ExportEdit[]
}

export const VARIANTS: readonly Variant[] = [
  {
    name: 'default-key-header',
    sentence: 'The key comes in Ocp-Apim-Subscription-Key or the query parameter subscription-key, as by default.',
    edits: [
      replace(
        API_INFORMATION,
        `,
    "subscriptionKeyParameterNames": {
      "header": "api-key",
      "query": "api-key",
      "bearer": "enabled"
    }`,
        '',
      ),
    ],
  },
  {
    name: 'managed-identity',
    sentence: 'The model is called with the managed identity of the gateway, not with a key.',
    edits: [
      replace(
        API,
        `<set-header name="api-key" exists-action="override">
			<value>{{aoai-key}}</value>
		</set-header>`,
        `<set-header name="api-key" exists-action="delete" />
		<authentication-managed-identity resource="https://cognitiveservices.azure.com" />`,
      ),
    ],
  },
  {
    name: 'backend-entity',
    sentence: 'The backend is an entity that carries the key itself, and operations rewrite below its /openai.',
    edits: [
      {
        file: 'backends/openai-endpoint/backendInformation.json',
        add: JSON.stringify({
          properties: {
            url: 'https://contoso-images.openai.azure.com/openai',
            protocol: 'http',
            credentials: { header: { 'api-key': ['{{aoai-key}}'] } },
          },
        }),
      },
      replace(API, 'base-url="{{aoai-endpoint}}"', 'backend-id="openai-endpoint"'),
      replace(EDITS, 'template="/openai/', 'template="/'),
      replace(GENERATIONS, 'template="/openai/', 'template="/'),
    ],
  },
  {
    name: 'version-in-template',
    sentence: 'api-version stands in the template of the rewrite.',
    edits: [EDITS, GENERATIONS].flatMap((file) => [
      replace(file, '" copy-unmatched-params', '?api-version={{api-version}}" copy-unmatched-params'),
      replace(
        file,
        `
		<set-query-parameter name="api-version" exists-action="override">
			<value>{{api-version}}</value>
		</set-query-parameter>`,
        '',
      ),
    ]),
  },
  {
    name: 'key-of-the-api',
    sentence: "The subscription is for the API itself; the product's policy does not apply to it.",
    edits: [replace(SUBSCRIPTION, '/products/image-models', '/apis/images')],
  },
]

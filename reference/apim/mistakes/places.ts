import type { ExportEdit } from '../export.ts'

/** A change to `fixtures/apim/healthy` that a real team could make by mistake. */
export interface Mistake {
  readonly name: string
  readonly sentence: string
  /** What a caller with the right key sees. */
  readonly symptom: string
  readonly edits: readonly ExportEdit[]
  /** The backend has to be slower than this, milliseconds, for the mistake to show. */
  readonly backendSlowerThanMs?: number
}

export const GLOBAL = 'policy.xml'
export const PRODUCT = 'products/image-models/policy.xml'
export const API = 'apis/images/policy.xml'
export const API_INFORMATION = 'apis/images/apiInformation.json'
export const SPECIFICATION = 'apis/images/specification.yaml'
export const GENERATIONS = 'apis/images/operations/images-generations/policy.xml'
export const EDITS = 'apis/images/operations/images-edits/policy.xml'
export const SUBSCRIPTION = 'subscriptions/image-clients/subscriptionInformation.json'

export const EDITS_REWRITE =
  '<rewrite-uri template="/openai/deployments/{{deployment-id}}/images/edits" copy-unmatched-params="false" />'
export const WRITES_VERSION = `<set-query-parameter name="api-version" exists-action="override">
			<value>{{api-version}}</value>
		</set-query-parameter>`
/** The operation as it stands in the specification. */
export const EDITS_IN_SPECIFICATION = `  /images/edits:
    post:
      summary: Edit images
      operationId: images-edits
      requestBody:
        content:
          multipart/form-data: {}
      responses:
        '200':
          description: The images.
`

const INBOUND_BASE = '<inbound>\n\t\t<base />'
const BACKEND_BASE = '<backend>\n\t\t<base />'
const OUTBOUND_BASE = '<outbound>\n\t\t<base />'

export function replace(file: string, find: string, by: string): ExportEdit {
  return { file, find, replace: by }
}

/** Statements right after `<base />` of inbound. */
export function afterBase(file: string, xml: string): ExportEdit {
  return replace(file, INBOUND_BASE, `${INBOUND_BASE}\n\t\t${xml}`)
}

export function afterOutboundBase(file: string, xml: string): ExportEdit {
  return replace(file, OUTBOUND_BASE, `${OUTBOUND_BASE}\n\t\t${xml}`)
}

export function insteadOfInboundBase(file: string, xml: string): ExportEdit {
  return replace(file, INBOUND_BASE, `<inbound>\n\t\t${xml}`)
}

export function insteadOfBackendBase(file: string, xml: string): ExportEdit {
  return replace(file, BACKEND_BASE, `<backend>\n\t\t${xml}`)
}

export function namedValue(name: string, from: string, to: string): ExportEdit {
  return replace(`named values/${name}/namedValueInformation.json`, from, to)
}

/** The edits operation moved out of the API into one of its own, which is in no product. */
export function editsInItsOwnApi(name: string, subscriptionRequired: boolean, policy: string): ExportEdit[] {
  const information = {
    properties: {
      displayName: 'Image edits',
      path: 'v1/images/edits',
      protocols: ['https'],
      serviceUrl: 'https://contoso-images.openai.azure.com',
      subscriptionRequired,
      subscriptionKeyParameterNames: { header: 'api-key', query: 'api-key', bearer: 'enabled' },
    },
  }
  const specification = `openapi: 3.0.1
info: { title: Image edits, version: '1.0' }
paths:
  /:
    post:
      operationId: images-edits
      responses: { '200': { description: The images. } }
`
  return [
    replace(SPECIFICATION, EDITS_IN_SPECIFICATION, ''),
    { file: EDITS, remove: true },
    { file: `apis/${name}/apiInformation.json`, add: JSON.stringify(information, null, 2) },
    { file: `apis/${name}/specification.yaml`, add: specification },
    { file: `apis/${name}/policy.xml`, add: policy },
  ]
}

/** What the edits operation needs when it has no API policy above it. */
export const WHOLE_EDITS_POLICY = `<policies>
	<inbound>
		<base />
		<include-fragment fragment-id="remove-client-credentials" />
		<set-header name="api-key" exists-action="override">
			<value>{{aoai-key}}</value>
		</set-header>
		${EDITS_REWRITE}
		${WRITES_VERSION}
	</inbound>
</policies>
`

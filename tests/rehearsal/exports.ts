import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type ExportEdit, editExport, readExport } from '../../reference/apim/index.ts'
import { root } from '../../src/root.ts'

/** The same healthy service in the two layouts that extractors write, and where its parts lie. */
export const LAYOUTS = {
  'Azure/apiops': { folder: 'fixtures/apim/healthy', specification: true },
  'apiops-cli': { folder: 'fixtures/apim/healthy-cli', specification: false },
} as const
export type LayoutName = keyof typeof LAYOUTS
export const LAYOUT_NAMES: readonly LayoutName[] = ['Azure/apiops', 'apiops-cli']

const API = 'apis/images'
export const EDITS = `${API}/operations/images-edits/policy.xml`
const DECLARATION = `${API}/operations/images-edits/operationInformation.json`
const SPECIFICATION = `${API}/specification.yaml`
const SPECIFIED = `  /images/edits:
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
const WRITES_VERSION = `
		<set-query-parameter name="api-version" exists-action="override">
			<value>{{api-version}}</value>
		</set-query-parameter>`
const OWN_API = {
  displayName: 'Image edits',
  path: 'v1/images/edits',
  serviceUrl: 'https://contoso-images.openai.azure.com',
  subscriptionRequired: true,
  subscriptionKeyParameterNames: { header: 'api-key', query: 'api-key', bearer: 'enabled' },
}
const OWN_POLICY = `<policies>
	<inbound>
		<base />
		<include-fragment fragment-id="remove-client-credentials" />
		<set-header name="api-key" exists-action="override">
			<value>{{aoai-key}}</value>
		</set-header>
		<rewrite-uri template="/openai/deployments/{{deployment-id}}/images/edits" copy-unmatched-params="false" />${WRITES_VERSION}
	</inbound>
</policies>
`

/** What somebody did to the export, and where the configuration check must point. */
export interface Broken {
  readonly name: string
  /** The fault of the catalogue that is the same mistake. */
  readonly live: string
  readonly cause: string
  readonly item: number
  readonly edits: (layout: LayoutName) => readonly ExportEdit[]
  /** `file:line` by layout. */
  readonly at: Readonly<Record<LayoutName, string>>
}

const withoutDeclaration = (layout: LayoutName): readonly ExportEdit[] =>
  LAYOUTS[layout].specification ? [{ file: SPECIFICATION, find: SPECIFIED, replace: '' }] : [{ file: DECLARATION, remove: true }]

const ofPolicy = (find: string, replace: string) => (): readonly ExportEdit[] => [{ file: EDITS, find, replace }]
const both = (at: string): Broken['at'] => ({ 'Azure/apiops': at, 'apiops-cli': at })

export const BROKEN: readonly Broken[] = [
  {
    name: 'lacks the edits operation',
    live: 'edits-operation-missing',
    cause: 'operation-missing',
    item: 1,
    edits: (layout) => [...withoutDeclaration(layout), { file: EDITS, remove: true }],
    at: { 'Azure/apiops': `${SPECIFICATION}:8`, 'apiops-cli': `${API}/apiInformation.json:1` },
  },
  {
    name: 'copies the rewrite of generations',
    live: 'edits-rewrite-copied',
    cause: 'rewrite-copied',
    item: 2,
    edits: ofPolicy('/images/edits"', '/images/generations"'),
    at: both(`${EDITS}:4`),
  },
  {
    name: 'loses api-version',
    live: 'edits-version-missing',
    cause: 'api-version-missing',
    item: 3,
    edits: ofPolicy(WRITES_VERSION, ''),
    at: both(`${EDITS}:4`),
  },
  {
    name: 'differs in authentication',
    live: 'edits-base-missing',
    cause: 'backend-credential-rejected',
    item: 4,
    edits: ofPolicy('<inbound>\n\t\t<base />', '<inbound>'),
    at: both(`${EDITS}:2`),
  },
  {
    name: 'leaves edits out of the product',
    live: 'edits-outside-product',
    cause: 'subscription-key-rejected',
    item: 5,
    edits: (layout) => [
      ...withoutDeclaration(layout),
      { file: EDITS, remove: true },
      { file: 'apis/image-edits/apiInformation.json', add: JSON.stringify({ properties: OWN_API }, null, 2) },
      ...declared(layout),
      { file: 'apis/image-edits/policy.xml', add: OWN_POLICY },
    ],
    at: { 'Azure/apiops': 'products/image-models/productInformation.json:1', 'apiops-cli': 'products/image-models/apis.json:1' },
  },
]

function declared(layout: LayoutName): readonly ExportEdit[] {
  if (LAYOUTS[layout].specification)
    return [
      {
        file: 'apis/image-edits/specification.yaml',
        add: "openapi: 3.0.1\ninfo: { title: Image edits, version: '1.0' }\npaths:\n  /:\n    post:\n      operationId: images-edits\n      responses: { '200': { description: The images. } }\n",
      },
    ]
  const operation = { properties: { displayName: 'Edit images', method: 'POST', urlTemplate: '/', templateParameters: [] } }
  return [{ file: 'apis/image-edits/operations/images-edits/operationInformation.json', add: JSON.stringify(operation, null, 2) }]
}

/** Writes an edited export to a folder of its own, as an extractor would have. */
export async function exported(layout: LayoutName, edits: readonly ExportEdit[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'export-'))
  for (const [file, text] of editExport(await readExport(join(root, LAYOUTS[layout].folder)), edits)) {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), text)
  }
  return folder
}

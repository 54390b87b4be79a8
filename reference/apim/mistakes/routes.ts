import {
  API_INFORMATION,
  afterBase,
  EDITS,
  EDITS_IN_SPECIFICATION,
  EDITS_REWRITE,
  GENERATIONS,
  type Mistake,
  namedValue,
  replace,
  SPECIFICATION,
  WRITES_VERSION,
} from './places.ts'

/** Operations that are not where callers look for them. */
export const ROUTE_MISTAKES: readonly Mistake[] = [
  {
    name: 'edits-operation-missing',
    sentence: 'The edits operation was never added, or an OpenAPI import deleted it.',
    symptom: 'edits: 404 of APIM, also without a key; generations works',
    edits: [replace(SPECIFICATION, EDITS_IN_SPECIFICATION, '')],
  },
  {
    name: 'edits-operation-get',
    sentence: 'The edits operation was added with the method GET.',
    symptom: 'edits: 404 of APIM (a wrong method is no 405)',
    edits: [replace(SPECIFICATION, '/images/edits:\n    post:', '/images/edits:\n    get:')],
  },
  {
    name: 'edits-template-misspelt',
    sentence: 'The URL template of the edits operation is /images/edit.',
    symptom: 'edits: 404 of APIM',
    edits: [replace(SPECIFICATION, '/images/edits:', '/images/edit:')],
  },
  {
    name: 'edits-template-with-prefix',
    sentence: 'The URL template of the edits operation repeats the /v1 that the API already has.',
    symptom: 'edits: 404 of APIM; /v1/v1/images/edits would work',
    edits: [replace(SPECIFICATION, '/images/edits:', '/v1/images/edits:')],
  },
  {
    name: 'edits-template-needs-version',
    sentence: 'The specification marks api-version as required on edits, so that it becomes part of the URL template.',
    symptom: 'edits: 404 of APIM for every caller that sends no api-version',
    edits: [
      replace(
        SPECIFICATION,
        'operationId: images-edits\n',
        'operationId: images-edits\n      parameters: [{ name: api-version, in: query, required: true, schema: { type: string } }]\n',
      ),
    ],
  },
  {
    name: 'edits-only-in-revision',
    sentence: 'The edits operation was added in revision 2, which nobody made current.',
    symptom: 'edits: 404 of APIM; it is at /v1;rev=2/images/edits',
    edits: [
      replace(SPECIFICATION, EDITS_IN_SPECIFICATION, ''),
      { file: EDITS, remove: true },
      {
        file: 'apis/images;rev=2/apiInformation.json',
        add: JSON.stringify({
          properties: {
            displayName: 'Images',
            path: 'v1',
            apiRevision: '2',
            serviceUrl: 'https://contoso-images.openai.azure.com',
            subscriptionRequired: true,
            subscriptionKeyParameterNames: { header: 'api-key', query: 'api-key', bearer: 'enabled' },
          },
        }),
      },
      {
        file: 'apis/images;rev=2/specification.yaml',
        add: `openapi: 3.0.1\ninfo: { title: Images, version: '1.0' }\npaths:\n${EDITS_IN_SPECIFICATION}`,
      },
    ],
  },
  {
    name: 'api-path-changed',
    sentence: 'The API has the path openai/v1, while callers use /v1.',
    symptom: 'both: 404 of APIM',
    edits: [replace(API_INFORMATION, '"path": "v1"', '"path": "openai/v1"')],
  },
]

/** Calls that leave the gateway for the wrong path, deployment or api-version. */
export const REWRITE_MISTAKES: readonly Mistake[] = [
  {
    name: 'edits-rewrite-missing',
    sentence: 'The edits operation has no rewrite-uri.',
    symptom: 'edits: 404 of Azure OpenAI',
    edits: [replace(EDITS, EDITS_REWRITE, '')],
  },
  {
    name: 'edits-rewrite-copied',
    sentence: 'The edits policy was copied from generations and its rewrite-uri not changed.',
    symptom: 'edits: 400 of Azure OpenAI, which wants JSON on images/generations',
    edits: [replace(EDITS, '/images/edits"', '/images/generations"')],
  },
  {
    name: 'edits-rewrite-misspelt',
    sentence: 'The rewrite of edits ends in /images/edit.',
    symptom: 'edits: 404 of Azure OpenAI',
    edits: [replace(EDITS, '/images/edits"', '/images/edit"')],
  },
  {
    name: 'edits-rewrite-doubled',
    sentence: 'The edits operation sets a backend that ends in /openai, and rewrites to /openai/... as well.',
    symptom: 'edits: 404 of Azure OpenAI',
    edits: [afterBase(EDITS, '<set-backend-service base-url="{{aoai-endpoint}}/openai" />')],
  },
  {
    name: 'edits-rewrite-relative',
    sentence: 'The rewrite of edits lost its /openai.',
    symptom: 'edits: 404 of Azure OpenAI',
    edits: [replace(EDITS, 'template="/openai/deployments', 'template="/deployments')],
  },
  {
    name: 'edits-rewrite-to-v1',
    sentence: 'The rewrite of edits goes to /openai/v1, with a dated api-version.',
    symptom: 'edits: 400 of Azure OpenAI, API version not supported',
    edits: [replace(EDITS, '/openai/deployments/{{deployment-id}}/images/edits', '/openai/v1/images/edits')],
  },
  {
    name: 'endpoint-with-openai',
    sentence: 'The endpoint in the named value ends in /openai, as the documentation of the import writes it.',
    symptom: 'both: 404 of Azure OpenAI',
    edits: [namedValue('aoai-endpoint', 'azure.com"', 'azure.com/openai"')],
  },
  {
    name: 'edits-deployment-as-parameter',
    sentence:
      'The rewrite of edits has {deployment-id} in the place of {{deployment-id}}, and the template has no such parameter.',
    symptom: 'edits: 500 of APIM with an activityId',
    edits: [replace(EDITS, '{{deployment-id}}', '{deployment-id}')],
  },
  {
    name: 'edits-deployment-unknown',
    sentence: 'The rewrite of edits names a deployment without its dot, gpt-image-15.',
    symptom: 'edits: 404 DeploymentNotFound of Azure OpenAI',
    edits: [replace(EDITS, '{{deployment-id}}', 'gpt-image-15')],
  },
  {
    name: 'edits-deployment-other',
    sentence: 'The rewrite of edits names another deployment that exists, gpt-image-1.',
    symptom: 'edits: 200 from the wrong deployment, seen in x-ms-deployment-name',
    edits: [replace(EDITS, '{{deployment-id}}', 'gpt-image-1')],
  },
  {
    name: 'deployment-unknown',
    sentence: 'The named value deployment-id names a deployment that does not exist.',
    symptom: 'both: 404 DeploymentNotFound of Azure OpenAI',
    edits: [namedValue('deployment-id', 'gpt-image-1.5', 'gpt-image-15')],
  },
  {
    name: 'deployment-other',
    sentence: 'The named value deployment-id names another deployment that exists.',
    symptom: 'both: 200 from the wrong deployment',
    edits: [namedValue('deployment-id', 'gpt-image-1.5', 'gpt-image-1')],
  },
  {
    name: 'edits-version-missing',
    sentence: 'The edits operation does not write api-version.',
    symptom: 'edits: 404 of Azure OpenAI, whatever api-version the caller sends',
    edits: [replace(EDITS, WRITES_VERSION, '')],
  },
  {
    name: 'version-missing',
    sentence: 'Neither operation writes api-version.',
    symptom: 'both: 404 of Azure OpenAI',
    edits: [replace(EDITS, WRITES_VERSION, ''), replace(GENERATIONS, WRITES_VERSION, '')],
  },
  {
    name: 'edits-version-old',
    sentence: 'The edits operation writes api-version 2024-02-01, which does not specify edits.',
    symptom: 'edits: 404 of Azure OpenAI',
    edits: [replace(EDITS, '<value>{{api-version}}</value>', '<value>2024-02-01</value>')],
  },
  {
    name: 'version-old',
    sentence: 'The named value api-version is 2024-02-01, which knows generations and not edits.',
    symptom: 'generations: 200; edits: 404 of Azure OpenAI',
    edits: [namedValue('api-version', '2025-04-01-preview', '2024-02-01')],
  },
  {
    name: 'edits-version-before-rewrite',
    sentence: 'The edits operation writes api-version before a rewrite that copies no parameters, which drops it.',
    symptom: 'edits: 404 of Azure OpenAI',
    edits: [replace(EDITS, `${EDITS_REWRITE}\n\t\t${WRITES_VERSION}`, `${WRITES_VERSION}\n\t\t${EDITS_REWRITE}`)],
  },
  {
    name: 'edits-version-appended',
    sentence: 'The rewrite of edits has an api-version already, and another is appended.',
    symptom: 'edits: 404 of Azure OpenAI, which gets two',
    edits: [
      replace(EDITS, '/images/edits" copy', '/images/edits?api-version={{api-version}}" copy'),
      replace(EDITS, 'exists-action="override"', 'exists-action="append"'),
    ],
  },
  {
    name: 'edits-version-of-caller',
    sentence: 'The edits operation writes api-version only when the caller sends none.',
    symptom: 'edits: 404 of Azure OpenAI for a caller that sends an old api-version; else it works',
    edits: [
      replace(EDITS, 'copy-unmatched-params="false"', 'copy-unmatched-params="true"'),
      replace(EDITS, 'exists-action="override"', 'exists-action="skip"'),
    ],
  },
  {
    name: 'edits-version-left-to-caller',
    sentence: "The edits operation copies the caller's query and does not write api-version, as if every caller sent one.",
    symptom: 'edits: 404 of Azure OpenAI for a caller that sends no api-version',
    edits: [replace(EDITS, ' copy-unmatched-params="false"', ''), replace(EDITS, WRITES_VERSION, '')],
  },
  {
    name: 'generations-version-of-caller',
    sentence: 'The generations operation writes api-version only when the caller sends none.',
    symptom: 'generations: 404 of Azure OpenAI for a caller that sends an old api-version; else it works',
    edits: [
      replace(GENERATIONS, 'copy-unmatched-params="false"', 'copy-unmatched-params="true"'),
      replace(GENERATIONS, 'exists-action="override"', 'exists-action="skip"'),
    ],
  },
  {
    name: 'edits-query-copied',
    sentence: "The rewrite of edits copies the caller's query parameters.",
    symptom: 'nothing at the caller; stray parameters reach Azure OpenAI',
    edits: [replace(EDITS, ' copy-unmatched-params="false"', '')],
  },
  {
    name: 'imported-backend',
    sentence:
      'The API was imported with a backend entity that ends in /openai; the base-url of its policies has no effect on it.',
    symptom: 'both: 404 of Azure OpenAI',
    edits: [
      {
        file: 'backends/openai-endpoint/backendInformation.json',
        add: JSON.stringify({ properties: { url: 'https://contoso-images.openai.azure.com/openai', protocol: 'http' } }),
      },
      replace('apis/images/policy.xml', 'base-url="{{aoai-endpoint}}"', 'backend-id="openai-endpoint"'),
      afterBase(EDITS, '<set-backend-service base-url="{{aoai-endpoint}}" />'),
      afterBase(GENERATIONS, '<set-backend-service base-url="{{aoai-endpoint}}" />'),
    ],
  },
]

import {
  API,
  afterBase,
  afterOutboundBase,
  EDITS,
  GLOBAL,
  insteadOfBackendBase,
  type Mistake,
  namedValue,
  PRODUCT,
  replace,
} from './places.ts'

const deletes = (...names: string[]) => names.map((name) => `<set-header name="${name}" exists-action="delete" />`).join('\n\t\t')
const IDENTITY = deletes('apim-request-id', 'x-ms-deployment-name', 'x-ms-region')

/** Calls that never reach the model, reach it broken, or whose answer does not come back as it was. */
export const TRAFFIC_MISTAKES: readonly Mistake[] = [
  {
    name: 'edits-not-forwarded',
    sentence: 'The backend section of edits has no <base />, so nothing forwards the request.',
    symptom: 'edits: 200 without a body',
    edits: [insteadOfBackendBase(EDITS, '')],
  },
  {
    name: 'not-forwarded',
    sentence: 'The policy of all APIs lost its forward-request.',
    symptom: 'both: 200 without a body',
    edits: [replace(GLOBAL, '<forward-request timeout="240" buffer-response="false" />', '')],
  },
  {
    name: 'edits-answered-empty',
    sentence: 'A return-response for a trial was left in edits.',
    symptom: 'edits: 200 without a body',
    edits: [afterBase(EDITS, '<return-response />')],
  },
  {
    name: 'edits-answered-json',
    sentence: 'A return-response with an empty list of images was left in edits.',
    symptom: 'edits: 200 with {"created":0,"data":[]}',
    edits: [
      afterBase(
        EDITS,
        `<return-response>
			<set-status code="200" reason="OK" />
			<set-header name="Content-Type" exists-action="override">
				<value>application/json</value>
			</set-header>
			<set-body>{"created":0,"data":[]}</set-body>
		</return-response>`,
      ),
    ],
  },
  {
    name: 'edits-mocked',
    sentence: 'A mock-response was left in edits.',
    symptom: 'edits: 200 without a body',
    edits: [afterBase(EDITS, '<mock-response status-code="200" content-type="application/json" />')],
  },
  {
    name: 'edits-redirected',
    sentence: 'Edits answers with a redirect to another gateway.',
    symptom: 'edits: 307 with Location',
    edits: [
      afterBase(
        EDITS,
        `<return-response>
			<set-status code="307" reason="Temporary Redirect" />
			<set-header name="Location" exists-action="override">
				<value>https://images.example.com/v1/images/edits</value>
			</set-header>
		</return-response>`,
      ),
    ],
  },
  {
    name: 'identity-headers-stripped',
    sentence: 'The API policy deletes the headers that show the model.',
    symptom: 'both: 200 without apim-request-id, x-ms-region, x-ms-deployment-name',
    edits: [afterOutboundBase(API, IDENTITY)],
  },
  {
    name: 'edits-identity-headers-stripped',
    sentence: 'The edits policy deletes the headers that show the model.',
    symptom: 'edits: 200 without apim-request-id, x-ms-region, x-ms-deployment-name',
    edits: [afterOutboundBase(EDITS, IDENTITY)],
  },
  {
    name: 'region-stripped',
    sentence: 'The API policy deletes x-ms-region, so that nobody learns where the model runs.',
    symptom: 'both: 200 without x-ms-region',
    edits: [afterOutboundBase(API, deletes('x-ms-region'))],
  },
  {
    name: 'key-echoed',
    sentence: 'A debugging header that was left in the API policy repeats the key to the caller.',
    symptom: 'both: header X-Debug-Key with the subscription key',
    edits: [
      afterOutboundBase(
        API,
        '<set-header name="X-Debug-Key" exists-action="override">\n\t\t\t<value>@(context.Subscription.Key)</value>\n\t\t</set-header>',
      ),
    ],
  },
  {
    name: 'errors-as-200',
    sentence: 'The API policy turns every error of the model into 200.',
    symptom: 'an error of Azure OpenAI comes with status 200',
    edits: [
      afterOutboundBase(
        API,
        `<choose>
			<when condition="@(context.Response.StatusCode >= 400)">
				<set-status code="200" reason="OK" />
			</when>
		</choose>`,
      ),
    ],
  },
  {
    name: 'backend-unreachable',
    sentence: 'The host in the named value aoai-endpoint is misspelt.',
    symptom: 'both: 500 of APIM with an activityId',
    edits: [namedValue('aoai-endpoint', 'contoso-images', 'contoso-image')],
  },
  {
    name: 'edits-backend-unreachable',
    sentence: 'The edits operation sets a backend whose host is misspelt.',
    symptom: 'edits: 500 of APIM with an activityId',
    edits: [afterBase(EDITS, '<set-backend-service base-url="https://contoso-image.openai.azure.com" />')],
  },
  {
    name: 'edits-timeout-short',
    sentence: 'Edits gives the model a moment only, while a drawing takes a minute.',
    symptom: 'edits: 500 of APIM with an activityId',
    edits: [insteadOfBackendBase(EDITS, '<forward-request timeout-ms="800" buffer-response="false" />')],
    backendSlowerThanMs: 900,
  },
  {
    name: 'edits-expression-throws',
    sentence: 'The edits policy reads a variable that no policy sets.',
    symptom: 'edits: 500 of APIM with an activityId',
    edits: [
      afterBase(
        EDITS,
        '<set-header name="X-Team" exists-action="override">\n\t\t\t<value>@((string)context.Variables["team"])</value>\n\t\t</set-header>',
      ),
    ],
  },
  {
    name: 'rate-limit-low',
    sentence: 'The product allows one call a minute.',
    symptom: '429 of APIM from the second call on',
    edits: [replace(PRODUCT, 'calls="6000"', 'calls="1"')],
  },
  {
    name: 'edits-rate-limit-low',
    sentence: 'Edits allows one call a minute, generations as many as before.',
    symptom: 'edits: 429 of APIM from the second call on',
    edits: [afterBase(EDITS, '<rate-limit calls="1" renewal-period="60" />')],
  },
  {
    name: 'quota-used-up',
    sentence: "The product's quota of calls is used up.",
    symptom: 'both: 403 of APIM, out of call volume quota',
    edits: [replace(PRODUCT, '<rate-limit calls="6000" renewal-period="60" />', '<quota calls="0" renewal-period="604800" />')],
  },
  {
    name: 'edits-multipart-refused',
    sentence: 'A validate-content that was copied from generations allows JSON only.',
    symptom: 'edits: 400 of APIM, unspecified content type multipart/form-data',
    edits: [
      afterBase(
        EDITS,
        `<validate-content unspecified-content-type-action="prevent" max-size="4194304" size-exceeded-action="ignore">
			<content type="application/json" validate-as="json" action="detect" />
		</validate-content>`,
      ),
    ],
  },
  {
    name: 'edits-body-limited',
    sentence: 'A validate-content allows bodies of 1 KB.',
    symptom: 'edits: 400 of APIM, body exceeds the limit',
    edits: [
      afterBase(
        EDITS,
        '<validate-content unspecified-content-type-action="ignore" max-size="1024" size-exceeded-action="prevent" />',
      ),
    ],
  },
  {
    name: 'edits-boundary-lost',
    sentence: 'The edits policy writes the Content-Type anew, without the boundary.',
    symptom: 'edits: 400 of Azure OpenAI, which cannot read the form',
    edits: [
      afterBase(
        EDITS,
        '<set-header name="Content-Type" exists-action="override">\n\t\t\t<value>multipart/form-data</value>\n\t\t</set-header>',
      ),
    ],
  },
  {
    name: 'edits-labelled-json',
    sentence: 'The edits policy labels the form as JSON, as generations needs it.',
    symptom: 'edits: 400 of Azure OpenAI',
    edits: [
      afterBase(
        EDITS,
        '<set-header name="Content-Type" exists-action="override">\n\t\t\t<value>application/json</value>\n\t\t</set-header>',
      ),
    ],
  },
  {
    name: 'edits-body-replaced',
    sentence: 'The edits policy replaces the body by JSON.',
    symptom: 'edits: 400 of Azure OpenAI',
    edits: [afterBase(EDITS, '<set-body>{"prompt":"a lighthouse"}</set-body>')],
  },
  {
    name: 'events-logged',
    sentence: 'Response bodies are logged, so that the gateway holds server-sent events back.',
    symptom: 'streamed answers arrive all at once',
    edits: [
      {
        file: 'apis/images/diagnostics/applicationinsights/diagnosticInformation.json',
        add: JSON.stringify({ properties: { frontend: { response: { body: { bytes: 8192 } } } } }, null, 2),
      },
    ],
  },
  {
    name: 'events-read',
    sentence: 'The API policy sends each answer to an event hub, body and all, so that streams are held back.',
    symptom: 'streamed answers arrive all at once',
    edits: [
      afterOutboundBase(
        API,
        '<log-to-eventhub logger-id="answers">@(context.Response.Body.As<string>(preserveContent: true))</log-to-eventhub>',
      ),
    ],
  },
  {
    name: 'events-in-lumps',
    sentence: 'forward-request has its default, which passes an answer on in lumps of 8 KB.',
    symptom: 'streamed events shorter than 8 KB arrive late',
    edits: [replace(GLOBAL, ' buffer-response="false"', '')],
  },
]

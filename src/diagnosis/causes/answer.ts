import type { Cause } from '../cause.ts'
import { DEPLOYMENT } from './straight.ts'

/** Refused requests, and answers that are not what was asked for. */
export const ANSWER = {
  'deployment-mismatch': {
    hop: 'apim',
    item: 2,
    stage: 'answer',
    meaning: 'Another deployment answered than the configured one.',
    remedy:
      'Correct the deployment in <rewrite-uri> of the {operation} operation (or its named value) to {deployment}. If it is right there, look at the backend pool and at spillover of the deployment (header x-ms-spillover-from-deployment).',
    settle: 'APIM_EXPORT shows the template and the named values.',
    straight: DEPLOYMENT,
  },
  'image-field-rejected': {
    hop: 'aoai',
    item: null,
    stage: 'request',
    meaning: 'The name of the image field (image or image[]) is not the one that the target reads.',
    remedy:
      'Send one picture as image and several as the target documents: api.openai.com wants image[], Azure OpenAI takes a repeated image; official clients send image[] for every list. A gateway should accept both (in FastAPI: File(alias="image[]") beside image).',
    settle: 'Send the same call with the other field name: if the model answers, only the name was refused.',
  },
  'multipart-damaged': {
    hop: null,
    item: null,
    stage: 'request',
    meaning: 'Parts, names, types, bytes or boundary of the form changed on the way, or were wrong from the start.',
    remedy:
      'Compare what leaves the caller with what arrives: each file part needs its name, a filename and Content-Type image/png (or jpeg, webp), and the Content-Type of the request its boundary. In API Management, policies that read context.Request.Body need preserveContent: true, and no policy may set Content-Type. Update a gateway that rebuilds the form (new-api, LiteLLM).',
    settle: 'Set APIM_URL or AOAI_URL: the first hop that takes the same form is behind the one that damages it.',
  },
  'request-rejected': {
    hop: null,
    item: null,
    stage: 'request',
    meaning: 'The request is refused for what it contains.',
    remedy:
      'Read the quoted message: it names the parameter. GPT image models refuse response_format and style; deployment-scoped calls need no model in the body; sizes and n are limited per model. Where API Management itself refuses (statusCode and message at the top), look for validate-content: it knows no multipart, and limits the size.',
    settle: null,
  },
  'body-too-large': {
    hop: null,
    item: null,
    stage: 'request',
    meaning: 'The body is larger than a hop takes.',
    remedy:
      'Raise the limit of the hop that answered: client_max_body_size in nginx, max request body size of the WAF policy in Application Gateway and Front Door, <validate-content max-size> in API Management, MAX_REQUEST_BODY_MB in new-api. Azure OpenAI takes 50 MB per picture.',
    settle: 'Send a smaller picture: if that passes, the size is the reason.',
  },
  'client-refused': {
    hop: null,
    item: null,
    stage: 'request',
    meaning: 'The target refuses the call of an official client and takes the same call when it is written by hand.',
    remedy:
      'Compare the recorded request of the client with the one by hand: what differs is refused. Official clients send User-Agent OpenAI/JS or OpenAI/Python, X-Stainless-* headers, and image[] for a list of images. Let the hop that answered take them; a rule against bots or unknown headers is the usual reason.',
    settle: 'Send the curl line of the client’s call and leave out its headers one by one until it is taken.',
  },
  'client-fault': {
    hop: 'client',
    item: null,
    stage: 'answer',
    meaning: 'The official client itself is wrong: it calls another address, or cannot read an answer that is as it should be.',
    remedy:
      'Leave the target as it is. Update the client or set it up otherwise: its base URL must end in /v1 (or /openai/v1), and AzureOpenAI of the npm package before 7.5.0 needs its deployment option for images.edit, or the deployment is missing in the address (openai-node#1917).',
    settle: null,
  },
  'parameter-ignored': {
    hop: null,
    item: null,
    stage: 'answer',
    meaning: 'A parameter of the request did not reach the model, or reached it changed.',
    remedy:
      'Look for the hop that writes the body anew: stock one-api keeps only the fields it knows (for an Azure channel it drops output_format, background and stream), and a policy with <set-body> keeps only what it names. Let that hop pass the body on as it came, or teach it the parameter.',
    settle: 'Set APIM_URL or AOAI_URL: the first hop that heeds the parameter is behind the one that loses it.',
  },
  'text-damaged': {
    hop: null,
    item: null,
    stage: 'answer',
    meaning: 'Text that is not ASCII arrives as other characters.',
    remedy:
      'Look for the hop that decodes the body and writes it anew in another encoding: a policy with context.Request.Body.As<string>() and <set-body>, or a gateway that reads the fields of a form as Latin-1. JSON and form fields are UTF-8.',
    settle: 'Set APIM_URL or AOAI_URL: the first hop that counts the characters right is behind the one that damages them.',
  },
  'answers-mixed-up': {
    hop: null,
    item: null,
    stage: 'answer',
    meaning: 'Under parallel use a caller is given the answer to another caller’s request.',
    remedy:
      'Stop sharing state between requests: a cache whose key leaves out the body (cache-lookup in API Management varies by URL and headers only), a variable of the process in a gateway, or a proxy that reuses a connection after a broken answer.',
    settle: 'Set APIM_URL or AOAI_URL and send the same burst there: the first hop that mixes answers up is the one.',
  },
  'response-not-json': {
    hop: null,
    item: null,
    stage: 'answer',
    meaning: 'The answer is not the JSON that the contract says.',
    remedy:
      'Look at the body: text of a proxy, an outbound policy (<set-body>) or a wrong base URL. Content-Type must be application/json. A compressed body without Content-Encoding comes of a hop that takes that header off: let it pass both on, or ask its upstream for no compression.',
    settle: 'Set APIM_URL or AOAI_URL: the first hop whose answer is no JSON is the one.',
  },
  'response-schema': {
    hop: null,
    item: null,
    stage: 'answer',
    meaning: 'The status or the JSON of a success is not what the contract says.',
    remedy:
      'Let the gateway answer {"created", "data": [{"b64_json"}]}; where it answers with links, ask for response_format b64_json (not for GPT image models of OpenAI and Azure). Its status is 200. Look for an outbound policy or a relay that rebuilds the body or sets the status.',
    settle: 'Set APIM_URL or AOAI_URL to see at which hop the body changes.',
  },
  'error-status-200': {
    hop: null,
    item: null,
    stage: 'answer',
    meaning: 'An error comes with a status of success.',
    remedy:
      'Let the hop pass on the status of its upstream: in API Management look for <set-status> or <return-response> in outbound and on-error, in a gateway for its status code mapping.',
    settle: 'Set APIM_URL or AOAI_URL to see at which hop the status changes.',
  },
  'image-undecodable': {
    hop: null,
    item: null,
    stage: 'answer',
    meaning: 'What is given as a picture cannot be decoded.',
    remedy:
      'Look for a hop that changes bodies: an outbound policy that reads the body as text, logging that cuts it off at 8192 bytes, a relay that re-encodes base64 or puts a data: URL in its place.',
    settle: 'Set APIM_URL or AOAI_URL to see at which hop the picture breaks.',
  },
  'image-format-mismatch': {
    hop: null,
    item: null,
    stage: 'answer',
    meaning: 'The picture has another format than was asked for.',
    remedy:
      'Check that output_format reaches the model: stock one-api drops it when it rebuilds the JSON body. Azure OpenAI draws png and jpeg, no webp.',
    settle: 'Set AOAI_URL: if the model itself gives the right format, a hop drops the parameter.',
  },
  'image-size-mismatch': {
    hop: null,
    item: null,
    stage: 'answer',
    meaning: 'The picture has other dimensions than were asked for.',
    remedy:
      'Check that size reaches the model (gateways fill in or drop it); Gemini-style gateways know only aspect ratios: say so in the profile (capabilities.exactSize = false).',
    settle: 'Set AOAI_URL: if the model itself gives the right size, a hop changes the parameter.',
  },
  'image-count-mismatch': {
    hop: null,
    item: null,
    stage: 'answer',
    meaning: 'There are more or fewer pictures than were asked for.',
    remedy:
      'Check that n reaches the model: some gateways set it to 1, and dall-e-3 draws one picture only. In API Management, look for a <set-body> that rebuilds the request.',
    settle: 'Set AOAI_URL: if the model itself draws n pictures, a hop changes the parameter.',
  },
  'edit-ignored-input': {
    hop: null,
    item: null,
    stage: 'answer',
    meaning: 'The edited picture shows nothing of the pictures that were sent.',
    remedy:
      'Check that the file parts reach the model: usage.input_tokens_details.image_tokens must be above 0. Look for a gateway that turns the form into JSON, and for edits rewritten to generations.',
    settle: 'Set APIM_URL or AOAI_URL: the first hop whose answer shows the input is behind the one that drops it.',
  },
  'stream-buffered': {
    hop: null,
    item: null,
    stage: 'answer',
    meaning: 'The events of a stream arrive all at once, when the picture is finished.',
    remedy:
      'Look at every hop. In API Management: <forward-request buffer-response="false"/>, no body logging (APIs → Settings → Diagnostics: 0 bytes), no caching, no validate-content and nothing that reads context.Response.Body in outbound, and not the Consumption tier. In nginx: proxy_buffering off, or X-Accel-Buffering: no from the hop behind. In a gateway: it must write each event as it reads it, and flush.',
    settle:
      'APIM_EXPORT shows what API Management reads and logs. Run the streaming area with TARGET_URL at API Management (TARGET_PROFILE=apim-aoai) and at Azure OpenAI (aoai): the first of them, from the model outwards, that delivers all at once is the one. If the model itself does, it drew too fast for partial images.',
  },
  'stream-broken': {
    hop: null,
    item: null,
    stage: 'answer',
    meaning: 'The stream is malformed, or ends before its last event.',
    remedy:
      'Look for a hop that rewrites events or does not know those of images (a gateway older than them), or that cuts connections off: idle ones after 240 s in the Azure load balancer, long ones at a time limit of its own (proxy_read_timeout in nginx, forward-request timeout in API Management).',
    settle:
      'Run the streaming area with TARGET_URL at API Management (TARGET_PROFILE=apim-aoai) and at Azure OpenAI (aoai): the first of them, from the model outwards, whose stream is broken is the one.',
  },
} as const satisfies Record<string, Cause>

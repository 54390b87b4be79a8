/** One fact of the acceptance documents that the project was made from. */
export interface AcceptanceRow {
  readonly row: string
  readonly fact: string
}

/** Every row, in the documents' order: A the image gateway behind API Management, B the bearer gateway. */
export const acceptance: readonly AcceptanceRow[] = [
  { row: 'A1', fact: 'POST /v1/images/generations answers 200 with an image.' },
  {
    row: 'A2',
    fact: 'POST /v1/images/edits (multipart: prompt, model, image) answers 200 with an image that keeps the subject.',
  },
  { row: 'A3', fact: 'Several parts of the same name `image`, in order, in one request, answer 200.' },
  { row: 'A4', fact: 'Generations 200 and edits 404 is found, and its hop and setting named.' },
  { row: 'A5', fact: 'A 404 is not a validation error: validation answers 400 or 422.' },
  { row: 'A6', fact: 'APIM rewrites each compatible path to its deployment path, in an operation of its own.' },
  { row: 'A7', fact: 'api-version always reaches Azure OpenAI: added when missing, overridden when the client sends another.' },
  { row: 'A8', fact: "A client's stray query parameters do not reach Azure OpenAI." },
  { row: 'A9', fact: 'The deployment in the backend path is the configured one.' },
  { row: 'A10', fact: 'Edits and generations use the same authentication, and it works.' },
  { row: 'A11', fact: 'The product or subscription of the key allows edits as well as generations.' },
  { row: 'A12', fact: 'The acceptance checklist, items 1 to 6.' },
  { row: 'A13', fact: 'Pass mark: edits answers 200 and shows the headers of Azure OpenAI.' },
  { row: 'A14', fact: 'On failure the request number of one-api with 404; on success the headers of A13.' },
  { row: 'A15', fact: 'Generations yes and edits no: look for a missing operation, then for a copied rewrite-uri.' },
  { row: 'A16', fact: 'Request numbers of one-api and APIM are recorded side by side.' },
  { row: 'A17', fact: 'The policies of edits and generations are maintained as a pair.' },
  { row: 'A18', fact: 'After every change: single-image edit, multi-image edit, pure text-to-image.' },
  { row: 'A19', fact: '"Key authentication is disabled" is told apart from "wrong key".' },
  {
    row: 'A20',
    fact: 'Operation, rewrite, query, header and product settings are read from an export before anything is deployed.',
  },
  { row: 'B1', fact: 'Without Authorization: 401 {"detail": "Missing bearer token"}.' },
  { row: 'B2', fact: 'With the bearer token: 200 with b64_json.' },
  { row: 'B3', fact: 'Chat works with the same token: images must not behave differently.' },
  { row: 'B4', fact: 'One authentication rule covers every /v1 path.' },
  { row: 'B5', fact: 'A path relative to a base URL that ends in /v1 is the same endpoint.' },
  { row: 'B6', fact: "The SDK's raw inner HTTP client sends no Authorization: its 401 is the client's omission." },
  { row: 'B7', fact: 'With the header added by hand the raw call answers 200.' },
  { row: 'B8', fact: "The SDK's high-level image methods work against the gateway." },
]

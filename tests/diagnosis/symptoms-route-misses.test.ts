import { describe } from 'vitest'
import { itMeans, type Told } from './symptoms.ts'

/** "Resource not found" of Azure OpenAI, where this was asked. */
const miss = (url: string, change: Partial<Told> = {}): Told => ({
  status: 404,
  body: { error: { code: '404', message: 'Resource not found' } },
  by: 'aoai',
  url,
  ...change,
})
const AT = 'https://r.openai.azure.com'
const GOOD = `${AT}/openai/deployments/d/images/edits?api-version=2025-04-01-preview`

const WRONG = 'rewrite-wrong at client or api-version-missing or operation-missing'
const NONE = 'api-version-missing at client or rewrite-wrong or operation-missing'
const OLD = 'api-version-unsupported at client or rewrite-wrong or operation-missing'
const OPEN = 'api-version-unsupported at client or rewrite-wrong or api-version-missing or rewrite-copied'

describe('a path that is none of Azure OpenAI’s', () => {
  itMeans([
    ['begins elsewhere', miss(`${AT}/images/edits`), WRONG],
    [
      'has /openai twice',
      miss(`${AT}/openai/openai/deployments/gpt-image-1.5/images/edits?api-version=2025-04-01-preview`),
      WRONG,
    ],
    ['has /v1 behind the deployment', miss(`${AT}/openai/deployments/d/v1/images/edits?api-version=2025-04-01-preview`), WRONG],
    ['has no deployment', miss(`${AT}/openai/deployments/images?api-version=2025-04-01-preview`), WRONG],
    [
      'has something behind that no path has',
      miss(`${AT}/openai/deployments/d/images/edits,x?api-version=2025-04-01-preview`),
      WRONG,
    ],
    [
      'is seen without the host',
      miss('/openai/edits', { by: 'gateway', body: null }),
      'rewrite-wrong at gateway or api-version-missing or operation-missing',
    ],
    ['is seen without the host, and nobody says anything', miss('/openai/edits', { by: 'unknown', body: null }), WRONG],
  ])
})

describe('a path of Azure OpenAI', () => {
  itMeans([
    ['is well formed', miss(GOOD), OPEN],
    [
      'is well formed behind others',
      miss('https://contoso.azure-api.net/my/api/openai/deployments/d/images/edits?api-version=2025-04-01-preview'),
      'api-version-unsupported at apim or rewrite-wrong or api-version-missing or rewrite-copied',
    ],
    ['is well formed in the new API', miss(`${AT}/openai/v1/images/edits`), OPEN],
    [
      'is well formed for the old API of images',
      miss(`${AT}/openai/images/generations:submit?api-version=2025-04-01-preview`),
      OPEN,
    ],
    ['is well formed where it is shortened', miss('/openai/…/images/edits', { by: 'aoai' }), OPEN],
    ['is taken as it is where dots shorten it', miss(`${AT}/.../edits`), OPEN],
    ['is taken as it is where it is shortened', miss(`${AT}/…/edits`), OPEN],
    [
      'is well formed with placeholders',
      miss(`${AT}/openai/deployments/<name>/images/edits?api-version=2025-04-01-preview`),
      OPEN,
    ],
  ])
})

describe('the api-version of a call', () => {
  const path = `${AT}/openai/deployments/d/images`
  itMeans([
    ['is missing', miss(`${path}/edits`), NONE],
    ['is missing beside others', miss(`${path}/edits?version=2025-04-01`), NONE],
    ['is not missing where the query is shortened', miss(`${path}/edits?…`), OPEN],
    ['is not missing where dots shorten the query', miss(`${path}/edits?...`), OPEN],
    ['is older than edits', miss(`${path}/edits?api-version=2025-03-31`), OLD],
    ['is not older than edits', miss(`${path}/edits?api-version=2025-04-01`), OPEN],
    ['is older than generations', miss(`${path}/generations?api-version=2023-11-30-preview`, { operation: 'generations' }), OLD],
    [
      'is not older than generations',
      miss(`${path}/generations?api-version=2023-12-01-preview`, { operation: 'generations' }),
      'rewrite-wrong at client or api-version-unsupported or api-version-missing',
    ],
    [
      'is older than edits, and something else is wrong',
      miss(`${path}/edits?api-version=2024-02-01`, { status: 400, body: { error: { code: 'BadRequest', message: 'no' } } }),
      'request-rejected at aoai',
    ],
    ['is no date', miss(`${path}/edits?api-version=latest`), OPEN],
    [
      'is nobody’s who is not asked for images',
      miss(`${AT}/openai/deployments/d/chat?api-version=2020-01-01`, { operation: 'chat' }),
      'rewrite-wrong at client or api-version-unsupported or api-version-missing',
    ],
  ])
})

describe('where the call does not show the path', () => {
  const unseen = miss('https://gateway.test/v1/images/edits')
  itMeans([
    [
      'API Management may have rewritten it wrongly',
      { ...unseen, chain: ['one-api', 'apim', 'aoai'] },
      'rewrite-wrong at apim or api-version-unsupported or api-version-missing or rewrite-copied',
    ],
    [
      'the gateway built it, and the api-version is typed by hand',
      { ...unseen, by: 'one-api', body: { detail: unseen.body ?? null } },
      'api-version-unsupported at one-api or rewrite-wrong or api-version-missing',
    ],
    [
      'another gateway built it',
      { ...unseen, by: 'gateway', body: { detail: unseen.body ?? null } },
      'api-version-unsupported at gateway or rewrite-wrong or api-version-missing',
    ],
    [
      'the gateway did not build it in front of API Management',
      { ...unseen, by: 'one-api', body: { detail: unseen.body ?? null }, chain: ['one-api', 'apim', 'aoai'] },
      'rewrite-wrong at apim or api-version-unsupported or api-version-missing or rewrite-copied',
    ],
    [
      'the version is less likely for generations',
      { ...unseen, operation: 'generations' },
      'rewrite-wrong at apim or api-version-unsupported or api-version-missing',
    ],
    [
      'bare words may be API Management’s',
      { ...unseen, body: 'Resource not found.' },
      'api-version-unsupported at apim or rewrite-wrong or api-version-missing or rewrite-copied or operation-missing',
    ],
    [
      'bare words beside the model’s header are the model’s',
      { ...unseen, body: 'Resource not found', headers: { 'apim-request-id': '1' } },
      'api-version-unsupported at apim or rewrite-wrong or api-version-missing or rewrite-copied',
    ],
    [
      'bare words with others are the model’s',
      { ...unseen, body: 'Resource not found here' },
      'api-version-unsupported at apim or rewrite-wrong or api-version-missing or rewrite-copied',
    ],
    [
      'bare words behind others are the model’s',
      { ...unseen, body: 'The resource not found' },
      'api-version-unsupported at apim or rewrite-wrong or api-version-missing or rewrite-copied',
    ],
    [
      'the deployment is what is not found',
      { ...unseen, body: { error: { code: 'DeploymentNotFound', message: 'no' } } },
      'deployment-not-found at apim',
    ],
    ['another status is no miss', { ...unseen, status: 400 }, 'request-rejected at aoai'],
    [
      'words of nobody are no miss',
      { ...unseen, by: 'unknown', body: { message: 'Resource not found' } },
      'operation-missing at apim or rewrite-wrong or api-version-unsupported or gateway-route-missing',
    ],
    [
      'the page of a proxy is no miss, whatever path was asked',
      miss('/openai/images', { by: 'edge', body: '<html><center><h1>404 Not Found</h1></center><hr>nginx</html>' }),
      'wrong-base-url at client or gateway-route-missing',
    ],
    [
      'silence is no miss',
      { ...unseen, by: 'unknown', body: null },
      'operation-missing at apim or rewrite-wrong or api-version-unsupported or gateway-route-missing',
    ],
  ])
})

import { htmlReply, jsonReply, reply, withHeaders } from '../replies.ts'
import type { HopRequest, Reply } from '../serve.ts'

/** What the programs in front of a gateway answer themselves: their own pages, as they were seen in the wild. */
const PAGES = {
  'nginx 404': () => nginxPage(404, '404 Not Found'),
  'nginx 413': () => nginxPage(413, '413 Request Entity Too Large'),
  'nginx 502': () => nginxPage(502, '502 Bad Gateway'),
  'nginx 503': () => nginxPage(503, '503 Service Temporarily Unavailable'),
  'nginx 504': () => nginxPage(504, '504 Gateway Time-out'),
  'application gateway waf': () =>
    withHeaders(page(403, '403 Forbidden', 'Microsoft-Azure-Application-Gateway/v2'), {
      Server: 'Microsoft-Azure-Application-Gateway/v2',
    }),
  'cloudflare block': () =>
    cloudflare(
      403,
      '<!DOCTYPE html>\n<html lang="en-US">\n<head>\n<title>Attention Required! | Cloudflare</title>\n</head>\n<body>\n<h1 data-translate="block_headline">Sorry, you have been blocked</h1>\n</body>\n</html>',
    ),
  'cloudflare 524': () =>
    cloudflare(
      524,
      '<!DOCTYPE html>\n<html lang="en-US">\n<head>\n<title>gateway.example | 524: A timeout occurred</title>\n</head>\n<body>\n<h1>A timeout occurred</h1><span>Error code 524</span>\n</body>\n</html>',
    ),
  'front door 504': () =>
    htmlReply(
      504,
      "<!DOCTYPE html><html><head><title>504</title></head><body><h2>Our services aren't available right now</h2><p>Azure Front Door cannot connect to the origin server at this time.</p><p>Error Info: OriginTimeout</p></body></html>",
      { 'X-Azure-Ref': '20260405T101500Z-r1cb4d6f8dkq2s7t' },
    ),
  'redirected to https': ({ headers, url }: HopRequest) =>
    reply(301, { Server: SERVER, Location: `https://${headers.host ?? 'gateway.example'}${url}` }, ''),
  'redirected to new path': ({ url }: HopRequest) => reply(308, { Server: SERVER, Location: `/gateway${url}` }, ''),
  'redirected to login': () => reply(302, { Server: SERVER, Location: 'https://login.example.com/oauth2/authorize' }, ''),
  'too many requests': () => withHeaders(nginxPage(429, '429 Too Many Requests'), { 'Retry-After': '30' }),
  // The plugin bot-detection of Kong, which looks at the User-Agent.
  'kong bot detection': () => jsonReply(403, { message: 'Forbidden' }, { Server: 'kong/3.4.2' }),
  'ip not allowed': () =>
    jsonReply(403, { message: 'Your IP address is not allowed to access this resource.' }, { Server: SERVER }),
} satisfies Record<string, (request: HopRequest) => Reply>

const SERVER = 'nginx/1.24.0'

export type EdgePage = keyof typeof PAGES

export function edgePage(name: EdgePage, request: HopRequest): Reply {
  return PAGES[name](request)
}

function nginxPage(status: number, title: string): Reply {
  return withHeaders(page(status, title, SERVER), { Server: SERVER })
}

function page(status: number, title: string, signature: string): Reply {
  return htmlReply(
    status,
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>${signature}</center>\r\n</body>\r\n</html>\r\n`,
  )
}

function cloudflare(status: number, body: string): Reply {
  return htmlReply(status, body, {
    Server: 'cloudflare',
    'CF-RAY': '907d3b3b3ea08f93-BOS',
    'Content-Type': 'text/html; charset=UTF-8',
  })
}

import { describe, expect, test } from 'vitest'
import { proxyLine } from '../../src/cli/proxy-line.ts'

const PROXY = 'http://user:secret@proxy.corp.example:3128'

describe('a proxy that the environment names', () => {
  test.each([
    ['https://gateway.example/v1', { HTTPS_PROXY: PROXY }, 'HTTPS_PROXY'],
    ['https://gateway.example/v1', { https_proxy: PROXY }, 'https_proxy'],
    ['https://gateway.example/v1', { ALL_PROXY: PROXY }, 'ALL_PROXY'],
    ['http://gateway.example/v1', { http_proxy: PROXY }, 'http_proxy'],
    ['https://gateway.example/v1', { HTTPS_PROXY: PROXY, NO_PROXY: 'example.org, other.example' }, 'HTTPS_PROXY'],
    ['https://mygateway.example/v1', { HTTPS_PROXY: PROXY, NO_PROXY: 'gateway.example' }, 'HTTPS_PROXY'],
  ])('is said not to be used for %s with %j, and nothing of it is shown', (url, env, name) => {
    const line = proxyLine(url, env)
    expect(line).toContain(`${name} is set and not used: requests go to ${new URL(url).hostname} directly.`)
    expect(line).not.toContain('secret')
  })

  test.each([
    ['https://gateway.example/v1', {}],
    ['https://gateway.example/v1', { HTTPS_PROXY: '' }],
    ['https://gateway.example/v1', { http_proxy: PROXY }],
    // curl does not read it in capitals: a CGI script would take it from a caller's header.
    ['http://gateway.example/v1', { HTTP_PROXY: PROXY }],
    ['https://gateway.example/v1', { HTTPS_PROXY: PROXY, NO_PROXY: 'gateway.example' }],
    ['https://gateway.example/v1', { HTTPS_PROXY: PROXY, no_proxy: '.example' }],
    ['https://gateway.example/v1', { HTTPS_PROXY: PROXY, no_proxy: '*' }],
    ['http://127.0.0.1:8080', { http_proxy: PROXY }],
    ['http://localhost:8080', { http_proxy: PROXY }],
    ['http://[::1]:8080', { http_proxy: PROXY }],
  ])('is nothing to speak of for %s with %j', (url, env) => {
    expect(proxyLine(url, env)).toBeNull()
  })
})

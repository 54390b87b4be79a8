import { describe, expect, test } from 'vitest'
import { readAll } from '../../src/diagnosis/read-all.ts'
import type { Headers } from '../../src/model.ts'
import { answer, exchange } from '../exchanges.ts'
import { targetWith } from '../run/targets.ts'
import { explained, itMeans } from './symptoms.ts'

const SERVED = { 'X-Oneapi-Request-Id': '20260114093011123456789AbCdEfGh' }
const chain = ['one-api', 'apim', 'aoai'] as const

describe('a redirect', () => {
  itMeans([
    ['is no answer', { status: 300, by: 'edge', headers: { Server: 'nginx' } }, 'redirected at edge'],
    ['is no answer up to 399', { status: 399 }, 'redirected at unknown'],
    ['is laid to nobody, when nobody signed it', { status: 302, chain }, 'redirected at unknown'],
    ['is laid to nobody, in no known chain', { status: 302 }, 'redirected at unknown'],
    [
      'is laid to the program that signed it',
      { status: 307, by: 'gateway', headers: { server: 'uvicorn' } },
      'redirected at gateway',
    ],
    ['is not laid to the one hop that was asked', { status: 302, by: 'aoai', chain: ['aoai'] }, 'redirected at unknown'],
    ['is not a refusal', { status: 400 }, 'request-rejected at unknown'],
  ])

  test.each<[string, string, Headers, string]>([
    ['oneapi-apim-aoai', 'unknown', {}, ''],
    // It passed one-api, and any hop from there on may have written it.
    ['oneapi-apim-aoai', 'unknown', SERVED, ''],
    ['oneapi-apim-aoai', 'unknown', { 'CF-RAY': '8a1b2c3d4e5f-FRA' }, ''],
    [
      'oneapi-apim-aoai',
      'edge',
      { Server: 'nginx' },
      '<html><center><h1>301 Moved Permanently</h1></center><center>nginx</center></html>',
    ],
    ['aoai-v1', 'unknown', {}, ''],
    ['ai-builder-space', 'unknown', {}, ''],
    ['ai-builder-space', 'gateway', { server: 'uvicorn' }, ''],
  ])('to %s is laid to %s where its headers are %j and its body is %j', (profile, hop, headers, body) => {
    const moved = exchange({ response: answer(302, body, { headers: { Location: 'https://other.test/', ...headers } }) })
    expect(readAll([moved], targetWith(profile))[0]?.explanation).toMatchObject({ cause: 'redirected', hop })
  })

  const leadingTo = (location: string) => explained({ status: 302, headers: { location } })?.because

  test.each([
    'https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=1',
    'https://contoso.cloudflareaccess.com/cdn-cgi/access/login/gateway.test?kid=1',
    'https://gateway.test/.auth/login/aad',
    '/oauth2/start?rd=/v1/images/edits',
    '/login',
    '/console/sign-in',
    'https://sso.contoso.test/',
  ])('to %s leads to a login page', (location) => {
    expect(leadingTo(location)?.[0]).toBe('a redirect to a login page, where an answer is due')
  })

  test.each([
    'https://gateway.test/v1/images/edits',
    'https://gateway.test/v1/images/edits/?from=login',
    'https://logins-and-more.test/catalogue/ssome',
    '',
  ])('to %j does not', (location) => {
    expect(leadingTo(location)?.[0]).toBe('a redirect where an answer is due')
  })

  test('tells where it leads, and not what stands behind the path', () => {
    expect(leadingTo('https://me:secret@login.test/start?state=token#more')).toContain('Location: https://login.test/start')
    expect(leadingTo('?state=token')?.join()).not.toContain('token')
  })

  test('that is none leads nowhere', () => {
    expect(explained({ status: 401, headers: { location: 'https://login.test/' } })?.because.join()).not.toContain('Location')
  })
})

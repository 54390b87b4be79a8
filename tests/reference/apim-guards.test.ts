import { afterEach, describe, expect, test } from 'vitest'
import { editsPolicy, startChain, stopChains } from './apim-backend.ts'

afterEach(stopChains)

async function answerWith(inbound: string, headers: Record<string, string> = {}, body = 'x') {
  const chain = await startChain({ edits: editsPolicy({ inbound: `<base />${inbound}` }) })
  const answer = await chain.call('/v1/images/edits', { headers: { 'api-key': 'client-key', ...headers }, body })
  return { status: answer.status, body: await answer.text() }
}

describe('check-header', () => {
  const check = (attributes = '', inside = '') =>
    `<check-header name="X-Team" failed-check-httpcode="403" failed-check-error-message="No team" ${attributes}>${inside}</check-header>`

  test('refuses a call without the header, with its own status and message', async () => {
    expect(await answerWith(check())).toEqual({ status: 403, body: '{ "statusCode": 403, "message": "No team" }' })
  })

  test.each([
    ['any value where none is listed', check(), 'a', 200],
    ['a listed value', check('', '<value>a</value><value>b</value>'), 'b', 200],
    ['a value in another case', check('', '<value>a</value>'), 'A', 403],
    ['a value in another case where case is ignored', check('ignore-case="true"', '<value>a</value>'), 'A', 200],
    ['another value', check('', '<value>a</value>'), 'c', 403],
  ])('%s', async (_, xml, team, status) => {
    expect((await answerWith(xml, { 'X-Team': team })).status).toBe(status)
  })
})

describe('validate-jwt', () => {
  const jwt = (claims: object) =>
    ['{"alg":"none"}', JSON.stringify(claims), 's'].map((part) => Buffer.from(part).toString('base64url')).join('.')
  const soon = Math.floor(Date.now() / 1000) + 60
  // The API policy deletes Authorization, so the token comes in a header of its own.
  const check =
    '<validate-jwt header-name="X-Token" require-scheme="Bearer"><audiences><audience>a</audience></audiences></validate-jwt>'

  test.each([
    ['no token', undefined, 401, 'JWT not present.'],
    ['a token of another scheme', `Basic ${jwt({ exp: soon, aud: 'a' })}`, 401, 'JWT not present.'],
    ['something that is no token', 'Bearer abc', 401, 'Invalid JWT.'],
    ['a token that is over', `Bearer ${jwt({ exp: 1, aud: 'a' })}`, 401, 'Invalid JWT.'],
    ['a token without an end', `Bearer ${jwt({ aud: 'a' })}`, 401, 'Invalid JWT.'],
    ['a token for another audience', `Bearer ${jwt({ exp: soon, aud: 'b' })}`, 401, 'Invalid JWT.'],
    ['a token that looks right', `Bearer ${jwt({ exp: soon, aud: ['b', 'a'] })}`, 200, 'created'],
  ])('%s', async (_, token, status, text) => {
    const answer = await answerWith(check, token === undefined ? {} : { 'X-Token': token })
    expect(answer.status).toBe(status)
    expect(answer.body).toContain(text)
  })

  test('answers with the status and message of the policy', async () => {
    const own =
      '<validate-jwt header-name="X-Token" failed-validation-httpcode="403" failed-validation-error-message="Go away" />'
    expect(await answerWith(own)).toEqual({ status: 403, body: '{ "statusCode": 403, "message": "Go away" }' })
  })

  test('says that it does not check signatures', async () => {
    const { apim } = await startChain({ edits: editsPolicy({ inbound: `<base />\n${check}` }) })
    expect(apim.notRun).toMatchObject([{ line: 3, element: 'validate-jwt', matters: true }])
  })
})

describe('validate-content', () => {
  const JSON_ONLY = `<validate-content unspecified-content-type-action="prevent" max-size="10" size-exceeded-action="prevent">
    <content type="application/json" validate-as="json" action="detect" /></validate-content>`

  test('refuses a type that is not listed', async () => {
    expect(await answerWith(JSON_ONLY, { 'Content-Type': 'multipart/form-data; boundary=b' })).toEqual({
      status: 400,
      body: '{ "statusCode": 400, "message": "Unspecified content type multipart/form-data is not allowed." }',
    })
  })

  test('refuses a body that is too long', async () => {
    expect(await answerWith(JSON_ONLY, { 'Content-Type': 'application/json' }, '0123456789a')).toEqual({
      status: 400,
      body: `{ "statusCode": 400, "message": "Request's body is 11 bytes long and it exceeds the limit of 10 bytes." }`,
    })
  })

  test('lets the rest through', async () => {
    expect((await answerWith(JSON_ONLY, { 'Content-Type': 'application/json' }, '{}')).status).toBe(200)
  })

  test('of answers is reported where it could refuse one, and lets it through', async () => {
    const chain = await startChain({ edits: editsPolicy({ inbound: '<base />', outbound: `<base />${JSON_ONLY}` }) })
    expect((await chain.call('/v1/images/edits')).status).toBe(200)
    expect(chain.apim.notRun).toMatchObject([{ element: 'validate-content', reason: 'Answers are not checked.', matters: true }])
  })
})

describe('limits', () => {
  const statuses = async (inbound: string, teams: readonly string[]) => {
    const chain = await startChain({ edits: editsPolicy({ inbound: `<base />${inbound}` }) })
    const answers: number[] = []
    for (const team of teams) {
      answers.push((await chain.call('/v1/images/edits', { headers: { 'api-key': 'client-key', 'X-Team': team } })).status)
    }
    return answers
  }
  const byTeam = 'counter-key="@(context.Request.Headers.GetValueOrDefault("X-Team", ""))"'

  test('rate-limit counts the calls of a subscription', async () => {
    expect(await statuses('<rate-limit calls="2" renewal-period="60" />', ['a', 'b', 'c'])).toEqual([200, 200, 429])
  })

  test('rate-limit-by-key counts each key by itself', async () => {
    expect(await statuses(`<rate-limit-by-key calls="1" renewal-period="60" ${byTeam} />`, ['a', 'b', 'a'])).toEqual([
      200, 200, 429,
    ])
  })

  test('a limit may be a named value', async () => {
    const named = {
      file: 'named values/calls/namedValueInformation.json',
      add: '{"properties":{"displayName":"calls","value":"1"}}',
    }
    const limited = editsPolicy({ inbound: '<base /><rate-limit calls="{{calls}}" renewal-period="60" />' })
    const chain = await startChain({ edits: [named, ...limited] })
    expect(chain.apim.notRun).toEqual([])
    expect([(await chain.call('/v1/images/edits')).status, (await chain.call('/v1/images/edits')).status]).toEqual([200, 429])
  })

  test('quota-by-key answers 403', async () => {
    expect(await statuses(`<quota-by-key calls="1" renewal-period="0" ${byTeam} />`, ['a', 'b', 'b'])).toEqual([200, 200, 403])
  })

  test('rate-limit by subscription leaves calls without a key alone', async () => {
    const open = {
      file: 'apis/images/apiInformation.json',
      find: '"subscriptionRequired": true',
      replace: '"subscriptionRequired": false',
    }
    const chain = await startChain({
      edits: [...editsPolicy({ inbound: '<base /><rate-limit calls="1" renewal-period="60" />' }), open],
    })
    const keyless = () => chain.call('/v1/images/edits', { headers: {} })
    expect([(await keyless()).status, (await keyless()).status]).toEqual([200, 200])
  })
})

/** Expressions that read bodies, in a gateway with a backend behind it. */
import { afterAll, describe, expect, test } from 'vitest'
import { type Arrived, editsPolicy, startChain, stopChains } from './apim-backend.ts'

afterAll(stopChains)

const EDITS = '/v1/images/edits'
const JSON_BODY = { headers: { 'api-key': 'client-key', 'Content-Type': 'application/json' }, body: '{"model":"m1","n":1}' }

const set = (name: string, value: string) => `<set-variable name="${name}" value="${value}" />`
const header = (value: string) => `<set-header name="X-Seen" exists-action="override"><value>${value}</value></set-header>`

async function edits(sections: Parameters<typeof editsPolicy>[0], init: RequestInit = JSON_BODY) {
  const chain = await startChain({ edits: editsPolicy(sections) })
  const answer = await chain.call(EDITS, init)
  return {
    status: answer.status,
    text: await answer.text(),
    arrived: chain.backend.arrived.at(-1),
    notRun: chain.apim.notRun,
    answer,
  }
}

const seen = (arrived: Arrived | undefined) => ({ body: arrived?.body, header: arrived?.headers['x-seen'] })

describe('an expression that reads the body of the request', () => {
  test('and keeps it leaves it to the backend', async () => {
    const read = set('model', '@((string)context.Request.Body.As<JObject>(preserveContent: true)["model"])')
    const { arrived, notRun } = await edits({ inbound: `<base />${read}${header('@((string)context.Variables["model"])')}` })
    expect(notRun).toEqual([])
    expect(seen(arrived)).toEqual({ body: JSON_BODY.body, header: 'm1' })
  })

  test('and does not keep it sends an empty one', async () => {
    const read = set('model', '@((string)context.Request.Body.As<JObject>()["model"])')
    const { arrived } = await edits({ inbound: `<base />${read}` })
    expect(seen(arrived).body).toBe('')
  })

  test('in a condition sees what the caller sent, and what a policy wrote before', async () => {
    const isModel = (model: string) => `@((string)context.Request.Body.As<JObject>(preserveContent: true)["model"] == "${model}")`
    const write = '<set-body>@(new JObject(new JProperty("model", "m2")).ToString(Formatting.None))</set-body>'
    const inbound = `<base /><choose><when condition="${isModel('m1')}">${write}</when></choose>
      <choose><when condition="${isModel('m2')}">${header('rewritten')}</when></choose>`
    const { arrived } = await edits({ inbound })
    expect(seen(arrived)).toEqual({ body: '{"model":"m2"}', header: 'rewritten' })
  })

  test('as JSON, when it is a form, is the 500 of an exception', async () => {
    const read = set('model', '@(context.Request.Body.As<JObject>(preserveContent: true)["model"])')
    const form = new FormData()
    form.set('model', 'm1')
    const { status, arrived } = await edits({ inbound: `<base />${read}` }, { body: form })
    expect([status, arrived]).toEqual([500, undefined])
  })

  test('for a log only takes it away all the same', async () => {
    const log = (reading: string) =>
      `<base /><log-to-eventhub logger-id="calls">@(context.Request.Body.${reading})</log-to-eventhub>`
    expect(seen((await edits({ inbound: log('As<string>()') })).arrived).body).toBe('')
    expect(seen((await edits({ inbound: log('As<string>(true)') })).arrived).body).toBe(JSON_BODY.body)
  })
})

describe('an expression that reads the body of the answer', () => {
  const read = (keep: string) => set('id', `@((string)context.Response.Body.As<JObject>(${keep})["created"])`)

  test('and keeps it leaves it to the caller', async () => {
    const { text, answer } = await edits({ outbound: `<base />${read('true')}${header('@((string)context.Variables["id"])')}` })
    expect([text, answer.headers.get('x-seen')]).toEqual(['{"created":1}', '1'])
  })

  test('and does not keep it leaves nothing to the caller', async () => {
    expect((await edits({ outbound: `<base />${read('')}` })).text).toBe('')
  })

  test('decides whether the backend is called again', async () => {
    const condition = '@((int)context.Response.Body.As<JObject>(true)["created"] == 1)'
    const backend = `<retry condition="${condition}" count="2" interval="0"><forward-request buffer-request-body="true" /></retry>`
    const chain = await startChain({ edits: editsPolicy({ backend }) })
    const answer = await chain.call(EDITS, JSON_BODY)
    expect(await answer.text()).toBe('{"created":1}')
    expect(chain.backend.arrived.map(({ body }) => body)).toEqual(Array(3).fill(JSON_BODY.body))
  })
})

describe('a variable that cannot be computed', () => {
  const unknown = set('who', '@(context.User.Id)')
  const inDetail = (notRun: readonly { element: string; matters: boolean; instead: string }[]) =>
    notRun.map(({ element, matters, instead }) => ({ element, matters, instead }))

  test('and is read by nothing does not matter', async () => {
    const log = '<trace source="gateway">@((string)context.Variables["who"])</trace>'
    const { status, notRun } = await edits({ inbound: `<base />${unknown}${log}` })
    expect(status).toBe(200)
    expect(inDetail(notRun.filter(({ element }) => element === 'set-variable'))).toEqual([
      { element: 'set-variable', matters: false, instead: 'Nothing that can change an answer reads the variable.' },
    ])
  })

  test('and is read by a header matters, and the header is passed over', async () => {
    const { status, arrived, notRun } = await edits({
      inbound: `<base />${unknown}${header('@((string)context.Variables["who"])')}`,
    })
    expect([status, seen(arrived).header]).toEqual([200, undefined])
    expect(inDetail(notRun)).toEqual([
      { element: 'set-variable', matters: true, instead: 'What reads the variable is passed over.' },
    ])
  })

  test('and is read by way of another variable matters too', async () => {
    const other = set('label', '@($"user {context.Variables["who"]}")')
    const inbound = `<base />${unknown}${other}`
    expect((await edits({ inbound })).notRun.map(({ matters }) => matters)).toEqual([false])
    const { status, arrived, notRun } = await edits({ inbound: `${inbound}${header('@((string)context.Variables["label"])')}` })
    expect([status, seen(arrived).header]).toEqual([200, undefined])
    expect(notRun.map(({ matters }) => matters)).toEqual([true])
  })

  test('and decides a condition leaves the branch out', async () => {
    const when = `<choose><when condition="@((string)context.Variables["who"] == "x")">${header('x')}</when>
      <otherwise>${header('other')}</otherwise></choose>`
    const { arrived, notRun } = await edits({ inbound: `<base />${unknown}${when}` })
    expect(seen(arrived).header).toBe('other')
    expect(notRun.map(({ element, matters }) => [element, matters])).toEqual([['set-variable', true]])
  })

  test('matters where a policy reads variables by names that it computes', async () => {
    const any = header('@((string)context.Variables[context.Request.Method.ToLower()])')
    const guarded = `<choose><when condition="@(false)">${any}</when></choose>`
    expect((await edits({ inbound: `<base />${unknown}${guarded}` })).notRun.map(({ matters }) => matters)).toEqual([true])
  })

  test('matters where its expression takes the body, which it may keep or not', async () => {
    const takes = set('size', '@(context.Request.Body.AsFormUrlEncodedContent().Count)')
    expect((await edits({ inbound: `<base />${takes}` })).notRun.map(({ matters }) => matters)).toEqual([true])
  })
})

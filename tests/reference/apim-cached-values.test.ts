import { afterEach, describe, expect, test } from 'vitest'
import { editsPolicy, startChain, stopChains } from './apim-backend.ts'

afterEach(stopChains)

const FOUND =
  '<set-header name="X-Found"><value>@((string)context.Variables.GetValueOrDefault("v", "nothing"))</value></set-header>'
const NOTE = '@(context.Request.Headers.GetValueOrDefault("X-Note", "none"))'

/** What each call of edits, with this note, finds in the variable v. */
async function found(inbound: string, notes: readonly string[]) {
  const chain = await startChain({ edits: editsPolicy({ inbound: `<base />${inbound}${FOUND}` }) })
  const each: unknown[] = []
  for (const note of notes) {
    await chain.call('/v1/images/edits', { headers: { 'api-key': 'client-key', 'X-Note': note } })
    each.push(chain.last().headers['x-found'])
  }
  return { each, notRun: chain.apim.notRun }
}

describe('a value that is stored in the cache', () => {
  const lookUp = (more = '') => `<cache-lookup-value key="k" variable-name="v" ${more} />`
  const store = (key = 'k') => `<cache-store-value key='${key}' value="${NOTE}" duration="60" />`

  test('is found by the next call, and not by the one before', async () => {
    expect(await found(lookUp() + store(), ['a', 'b', 'c'])).toEqual({ each: ['nothing', 'a', 'b'], notRun: [] })
  })

  test('is found under its own key only, which an expression may give', async () => {
    const key = '@("k-" + context.Request.Headers.GetValueOrDefault("X-Note", ""))'
    const { each } = await found(`<cache-lookup-value key='${key}' variable-name="v" />${store(key)}`, ['a', 'b', 'a'])
    expect(each).toEqual(['nothing', 'nothing', 'a'])
  })

  test('is found by the calls of the other operations of the same gateway', async () => {
    const chain = await startChain({
      edits: [
        ...editsPolicy({ inbound: `<base />${store()}` }),
        {
          file: 'apis/images/operations/images-generations/policy.xml',
          find: '<rewrite-uri',
          replace: `${lookUp()}${FOUND}<rewrite-uri`,
        },
      ],
    })
    await chain.call('/v1/images/edits', { headers: { 'api-key': 'client-key', 'X-Note': 'from edits' } })
    await chain.call('/v1/images/generations')
    expect(chain.last().headers['x-found']).toBe('from edits')
    const another = await startChain({ edits: editsPolicy({ inbound: `<base />${lookUp()}${FOUND}` }) })
    await another.call('/v1/images/edits')
    expect(another.last().headers['x-found']).toBe('nothing')
  })

  test('is gone when it is removed', async () => {
    const { each } = await found(`${lookUp()}${store()}<cache-remove-value key="k" />`, ['a', 'b'])
    expect(each).toEqual(['nothing', 'nothing'])
  })

  test('is not changed by what a call does to it', async () => {
    const changing = `<choose><when condition="@(!context.Variables.ContainsKey("list"))">
      <set-variable name="list" value="@(new JObject(new JProperty("n", 1)))" /></when></choose>
      <cache-store-value key="list" value="@((JObject)context.Variables["list"])" duration="60" />
      <set-variable name="v" value="@{ var list = (JObject)context.Variables["list"]; var was = list["n"].ToString(); list["n"] = 2; return was; }" />`
    const { each } = await found(`<cache-lookup-value key="list" variable-name="list" />${changing}`, ['a', 'b', 'c'])
    expect(each).toEqual(['1', '1', '1'])
  })
})

describe('a key that the cache does not have', () => {
  test('leaves the variable unset, as samples ask with ContainsKey', async () => {
    const asked =
      '<cache-lookup-value key="k" variable-name="w" /><set-variable name="v" value="@(context.Variables.ContainsKey("w").ToString())" />'
    expect((await found(asked, ['a'])).each).toEqual(['False'])
  })

  test('leaves a variable that was set before as it is', async () => {
    const before = '<set-variable name="v" value="before" /><cache-lookup-value key="k" variable-name="v" />'
    expect((await found(before, ['a'])).each).toEqual(['before'])
  })

  test('gives the default, where there is one', async () => {
    const { each } = await found(`<cache-lookup-value key="k" variable-name="v" default-value='${NOTE}' />`, ['a'])
    expect(each).toEqual(['a'])
  })

  test('is what null leaves behind', async () => {
    const nothing = '<cache-store-value key="k" value="@(context.LastError?.Message)" duration="60" />'
    expect((await found(`<cache-lookup-value key="k" variable-name="v" />${nothing}`, ['a', 'b'])).each).toEqual([
      'nothing',
      'nothing',
    ])
  })
})

test.each([
  ['<cache-lookup-value variable-name="v" />', 'cache-lookup-value', 'key is missing'],
  ['<cache-lookup-value key="k" />', 'cache-lookup-value', 'variable-name is missing'],
  ['<cache-store-value key="k" duration="60" />', 'cache-store-value', 'value is missing'],
  ['<cache-store-value key="k" value="v" />', 'cache-store-value', 'duration is missing'],
  ['<cache-store-value key="k" value="@(context.User.Id)" duration="60" />', 'cache-store-value', 'context.User'],
  ['<cache-remove-value />', 'cache-remove-value', 'key is missing'],
])('%s is told', async (xml, element, reason) => {
  expect((await found(xml, [])).notRun).toMatchObject([{ element, reason: expect.stringContaining(reason), matters: true }])
})

/** Exports whose policies fetch the token for Azure OpenAI themselves. */
import { rm } from 'node:fs/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { runSuite } from '../proof/run-suite.ts'
import { exported } from './exports.ts'

const folders: string[] = []
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

const KEY = `<set-header name="api-key" exists-action="override">
			<value>{{aoai-key}}</value>
		</set-header>`

const fetching = (
  resource: string,
  host = 'login.microsoftonline.com',
) => `<cache-lookup-value key="aoai-token" variable-name="token" />
<choose>
<when condition="@(!context.Variables.ContainsKey("token"))">
<send-request mode="new" response-variable-name="answer" timeout="20" ignore-error="false">
<set-url>https://${host}/contoso/oauth2/v2.0/token</set-url>
<set-method>POST</set-method>
<set-header name="Content-Type" exists-action="override"><value>application/x-www-form-urlencoded</value></set-header>
<set-body>@("grant_type=client_credentials&client_id=c&client_secret=s&scope=${resource}/.default")</set-body>
</send-request>
<set-variable name="token" value="@((string)((IResponse)context.Variables["answer"]).Body.As<JObject>()["access_token"])" />
<cache-store-value key="aoai-token" value="@((string)context.Variables["token"])" duration="3000" />
</when>
</choose>
<set-header name="Authorization" exists-action="override"><value>@("Bearer " + (string)context.Variables["token"])</value></set-header>
<set-header name="api-key" exists-action="delete" />`

async function rehearse(policy: string) {
  const folder = await exported('Azure/apiops', [{ file: 'apis/images/policy.xml', find: KEY, replace: policy }])
  folders.push(folder)
  return runSuite({ APIM_EXPORT: folder }, [], 'rehearse')
}

const told = (resource: string) =>
  `The token service that apis/images/policy.xml:10 asks gives a token for ${resource}, of an identity that has its role there; an export cannot show it.`

describe.concurrent('a policy that fetches its own token', { timeout: 60_000 }, () => {
  test('for Azure OpenAI holds, and what is taken for granted of it is said', async () => {
    const { status, run, output } = await rehearse(fetching('https://cognitiveservices.azure.com'))
    expect(status, output).toBe(0)
    expect(run?.rehearsal?.notRun).toEqual([])
    expect(run?.rehearsal?.assumptions).toContain(told('https://cognitiveservices.azure.com'))
    expect(run?.checklist.map(({ status: seen }) => seen)).toEqual(Array(6).fill('holds'))
  })

  test('for another resource is refused by Azure OpenAI', async () => {
    const { status, run, output } = await rehearse(fetching('https://management.azure.com'))
    expect(status, output).toBe(1)
    expect(run?.rehearsal?.assumptions).toContain(told('https://management.azure.com'))
    expect(run?.diagnoses[0]).toMatchObject({ cause: 'backend-credential-rejected', checklistItems: [4] })
  })

  test('of another service is no verdict, and is named', async () => {
    const { status, run, output } = await rehearse(fetching('https://cognitiveservices.azure.com', 'tokens.contoso.example'))
    expect(status, output).toBe(2)
    expect(run?.rehearsal?.notRun).toMatchObject([
      { file: 'apis/images/policy.xml', line: 10, element: 'send-request', reason: expect.stringContaining('another service') },
    ])
    expect(run?.rehearsal?.assumptions.join()).not.toContain('The token service')
  })
})

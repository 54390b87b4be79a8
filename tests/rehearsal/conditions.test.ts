/** A condition on the operation is decided offline as the embedded chain decides it when it runs, or not at all. */
import { afterEach, expect, test } from 'vitest'
import { editExport } from '../../reference/apim/index.ts'
import { judge } from '../../src/configuration/judged.ts'
import { locatePair } from '../../src/configuration/locate.ts'
import { interpretExport } from '../../src/configuration/read-export.ts'
import { HEALTHY, startChain, stopChains } from '../reference/apim-backend.ts'

afterEach(stopChains)

const NAMED = {
  file: 'named values/edits-id/namedValueInformation.json',
  add: '{"properties":{"displayName":"edits-id","value":"-edits"}}',
}
const paths = { generations: '/v1/images/generations', edits: '/v1/images/edits' }

/** Every call of the API is refused where the condition holds. */
const refusedIf = (condition: string) => ({
  file: 'apis/images/policy.xml',
  find: '<set-backend-service',
  replace: `<choose><when condition="@${condition.startsWith('{') ? condition : `(${condition})`}"><return-response><set-status code="299" /></return-response></when></choose>\n\t\t<set-backend-service`,
})

function offline(condition: string, operation: 'generations' | 'edits'): boolean | null {
  const exported = interpretExport('export', editExport(HEALTHY, [NAMED, refusedIf(condition)]))
  const located = locatePair(exported, { paths, deployment: null })[operation]
  if (located.kind === 'missing') throw new Error(`no ${operation}`)
  const { calls } = judge(exported, operation, located.served)
  const ends = new Set(calls.map(({ end }) => (end.kind === 'answered' ? !end.conditional || null : end.kind !== 'forwarded')))
  return ends.size === 1 ? ([...ends][0] ?? null) : null
}

async function whenItRuns(condition: string, operation: 'generations' | 'edits'): Promise<boolean> {
  const chain = await startChain({ edits: [NAMED, refusedIf(condition)] })
  return (await chain.call(paths[operation])).status === 299
}

test.each([
  'context.Operation.Id == "images-edits"',
  'context.Operation.Id != "images-edits"',
  'context.Operation.Id == "Images-Edits"',
  'context.Operation.Id.Equals("IMAGES-EDITS", StringComparison.OrdinalIgnoreCase)',
  'context.Operation.Id.Contains("edit") || context.Operation.Id.StartsWith("other")',
  'context.Operation.UrlTemplate.EndsWith("/edits") && context.Operation.Method == "POST"',
  'context.Request.OriginalUrl.Path == "/v1/images/edits"',
  'context.Request.OriginalUrl.Path.ToLower().StartsWith("/v1/images/e")',
  'context.Request.Url.Path.EndsWith("/edits")',
  '!context.Request.Url.Path.Contains("/edits")',
  'context.Request.Method == "POST"',
  'context.Operation.UrlTemplate.Contains("{{deployment-id}}")',
  'context.Operation.Id.EndsWith("{{edits-id}}")',
  'context.Request.Method == "POST" ? context.Operation.Id == "images-edits" : false',
  '{ var id = context.Operation.Id; return id == "images-edits"; }',
  '{ var path = context.Request.OriginalUrl.Path.ToLower(); if (path.EndsWith("/images/edits")) { return true; } return false; }',
  '{ if (context.Operation.Id == "other") return true; else if (context.Operation.Id.EndsWith("edits")) { return true; } else { return false; } }',
  '{ var kind = string.Empty; switch (context.Operation.Id) { case "images-edits": kind = "e:1"; break; case "other": case "images-generations": kind = "g"; break; default: kind = "?"; break; } return kind == "g"; }',
  '{ switch (context.Operation.Id) { case "images-edits": return true; } /* "}" */ return false; // done\n }',
  '{ var name = $"images-{"edits"}"; return name == context.Operation.Id; }',
  '$"{context.Operation.Id}!" == "images-edits!"',
  'context.Operation.Id.Replace("edits", "x").Replace("images-", "") == "x"',
])('%s', async (condition) => {
  for (const operation of ['generations', 'edits'] as const)
    expect([operation, offline(condition, operation)]).toEqual([operation, await whenItRuns(condition, operation)])
})

test.each([
  'context.Request.Url.Path.StartsWith("/v1")',
  'context.Request.Headers.ContainsKey("X-Team")',
  'context.Operation.Id.EndsWith("{{aoai-key}}")',
  'context.Operation.Name == "x"',
  '{ if (context.Request.Headers.ContainsKey("X-Team")) { return context.Operation.Id == "x"; } return false; }',
])('%s is left open', (condition) => {
  expect(offline(condition, 'edits')).toBeNull()
})

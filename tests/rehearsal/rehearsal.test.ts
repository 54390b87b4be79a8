import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { MISTAKES } from '../../reference/apim/mistakes.ts'
import { FAULTS } from '../../reference/faults/faults.ts'
import { checkConfiguration } from '../../src/configuration/check.ts'
import { readExport } from '../../src/configuration/read-files.ts'
import { root } from '../../src/root.ts'
import { rehearsed } from '../../src/run/rehearsal.ts'
import { readSettings } from '../../src/target/variables.ts'
import { runAlone, runSuite } from '../proof/run-suite.ts'
import { BROKEN, EDITS, exported, LAYOUT_NAMES } from './exports.ts'

const folders: string[] = []
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

async function folderOf(...args: Parameters<typeof exported>): Promise<string> {
  const folder = await exported(...args)
  folders.push(folder)
  return folder
}

const SPECIFICATION = 'apis/images/specification.yaml'

/** Operations moved to where importing Azure's own specification puts them, below the path of their API. */
const underAzuresPath = (path: string, names: readonly string[] = ['generations', 'edits']) =>
  folderOf('Azure/apiops', [
    { file: 'apis/images/apiInformation.json', find: '"path": "v1"', replace: `"path": "${path}"` },
    ...names.map((name) => ({
      file: SPECIFICATION,
      find: `  /images/${name}:`,
      replace: `  /deployments/{deployment-id}/images/${name}:`,
    })),
  ])

const FRONT_DOOR =
  '<check-header name="X-Azure-FDID" failed-check-httpcode="403" failed-check-error-message="Not by Front Door" ignore-case="true"><value>{{front-door}}</value></check-header>'

const rehearse = (folder: string, env: Readonly<Record<string, string>> = {}) =>
  runSuite({ APIM_EXPORT: folder, ...env }, [], 'rehearse')
const EXPECTATION = {
  paths: { generations: '/v1/images/generations', edits: '/v1/images/edits' },
  deployment: 'gpt-image-1.5',
}
const cells = BROKEN.flatMap((broken) => LAYOUT_NAMES.map((layout) => ({ ...broken, layout })))

describe.concurrent('an export that', { timeout: 60_000 }, () => {
  test.each(cells)('$name ($layout) is found when it is read, and with the same cause when it is rehearsed', async (broken) => {
    const folder = await folderOf(broken.layout, broken.edits(broken.layout))

    const read = checkConfiguration(await readExport(folder), EXPECTATION)
    const [finding] = read.findings.filter(({ level }) => level === 'broken')
    expect(finding).toMatchObject({ cause: broken.cause, item: broken.item })
    expect(`${finding?.file}:${finding?.line}`).toBe(broken.at[broken.layout])

    const { status, run, output } = await rehearse(folder)
    expect(status, output).toBe(1)
    expect(run?.diagnoses[0]).toMatchObject({ cause: broken.cause, hop: 'apim', checklistItems: [broken.item] })
    expect(run?.checklist.find(({ item }) => item === broken.item)?.status).toBe('broken')
    expect(run?.configuration?.sideBySide.filter(({ agrees }) => !agrees)).toEqual([])
  })
})

test.each(BROKEN)('an export that $name breaks the live chain with the same cause', ({ live, cause, item }) => {
  expect(FAULTS.find(({ name }) => name === live)).toMatchObject({ diagnosis: cause, at: 'apim', item })
})

describe.concurrent('a rehearsal of a policy that cannot be read whole', { timeout: 60_000 }, () => {
  test.each([
    ['another root', '</policies>', '</policies>\n<policies />', /it has a second root element, <policies>/],
    [
      'a statement outside of its sections',
      '</policies>',
      '<rewrite-uri template="/x" /></policies>',
      /<rewrite-uri> is no section/,
    ],
    ['a section twice', '<inbound>', '<inbound><base /></inbound><inbound>', /it has a second <inbound>/],
  ])('is no verdict, however much of it the embedded chain makes out: %s', async (_what, find, replace, reason) => {
    const file = 'apis/images/operations/images-edits/policy.xml'
    const { status, run, output } = await rehearse(await folderOf('Azure/apiops', [{ file, find, replace }]))
    expect(status, output).toBe(2)
    expect(run?.rehearsal?.notRun.filter((one) => one.file === file).map((one) => one.reason)).toEqual([
      expect.stringMatching(reason),
    ])
    for (const number of [2, 3, 4])
      expect(run?.checklist.find(({ item }) => item === number)?.status, output).toBe('not-observable')
  })
})

describe.concurrent('a rehearsal', { timeout: 60_000 }, () => {
  test('of a sound export holds, wherever its API is published; it uses no access that is set, and writes nothing', async () => {
    const folder = await folderOf('Azure/apiops', [
      {
        file: 'apis/images/apiInformation.json',
        find: '"path": "v1"',
        replace: '"path": "openai/v1", "apiVersion": "v2", "apiVersionSetId": "/apiVersionSets/images"',
      },
      {
        file: 'version sets/images/versionSetInformation.json',
        add: '{"properties":{"versioningScheme":"Header","versionHeaderName":"Api-Version"}}',
      },
      { file: 'policy.xml', find: '<inbound />', replace: `<inbound>${FRONT_DOOR}</inbound>` },
      { file: 'products/image-models/policy.xml', find: 'calls="6000"', replace: 'calls="2"' },
      {
        file: 'named values/front-door/namedValueInformation.json',
        add: '{"properties":{"displayName":"front-door","secret":true}}',
      },
    ])
    const before = await contents(folder)
    const elsewhere = { TARGET_URL: 'http://gateway.invalid/v1', TARGET_API_KEY: 'sk-real', REQUIRE_TARGET: '1' }
    const { status, run, output } = await runAlone({ APIM_EXPORT: folder, ...elsewhere }, [], 'rehearse')
    expect(status, output).toBe(0)
    expect(output.split('\n')[0]).toMatch(/^Rehearsal: the export .* runs in the embedded reference chain/)
    expect(run).toMatchObject({ verdict: 'conformant', target: { embedded: true }, rehearsal: { notRun: [] } })
    expect(run?.checklist.map(({ status: seen }) => seen)).toEqual(Array(6).fill('holds'))
    expect(run?.rehearsal?.assumptions).toEqual(
      expect.arrayContaining([
        'Callers have /openai in their base URL.',
        'The pair is version v2, which callers name in the header Api-Version: callers are taken to get there.',
        'Whoever calls API Management sends the header X-Azure-FDID as policy.xml:3 asks for it.',
        '<rate-limit> lets 2 calls pass in 60 s (products/image-models/policy.xml:4): the calls of a rehearsal are not counted.',
      ]),
    )
    expect(output).not.toContain('gateway.invalid')
    expect(await contents(folder)).toEqual(before)
  })

  test('takes the keys that an export holds for valid ones, and says so', async () => {
    const file = 'named values/aoai-key/namedValueInformation.json'
    const folder = await folderOf('Azure/apiops', [
      { file, remove: true },
      // Begun with a byte order mark, as editors of Windows do.
      { file, add: '\uFEFF{"properties":{"displayName":"aoai-key","value":"0123456789abcdef0123456789abcdef"}}' },
    ])
    const { status, run, output } = await rehearse(folder)
    expect(status, output).toBe(0)
    expect(run?.rehearsal?.assumptions).toContain(
      'Every key that the export gives to Azure OpenAI is valid; an export cannot show it.',
    )
  })

  test('that works, of an export that cannot work outside of it, is no verdict', async () => {
    const folder = await folderOf('Azure/apiops', [{ file: 'policy.xml', find: 'timeout="240"', replace: 'timeout="2"' }])
    const { status, run, output } = await rehearse(folder)
    expect(status, output).toBe(2)
    expect(run?.reason).toContain('is wrong when it is read, and works when it is run: forward-request waits 2 s')
    expect(run?.diagnoses[0]).toMatchObject({ cause: 'backend-timeout', hop: 'apim', affects: [] })
  })

  test('lays a redirect to the policy that makes it, not to the gateway that passes it on', async () => {
    const { edits } = MISTAKES.find(({ name }) => name === 'edits-redirected') ?? { edits: [] }
    const { status, run, output } = await rehearse(await folderOf('Azure/apiops', edits))
    expect(status, output).toBe(1)
    expect(run?.diagnoses[0]).toMatchObject({ cause: 'redirected', hop: 'apim' })
  })

  test('lays empty answers to the policy that reads them and keeps nothing', async () => {
    const logging = '<log-to-eventhub logger-id="answers">@(context.Response.Body.As<string>())</log-to-eventhub>'
    const folder = await folderOf('Azure/apiops', [
      { file: 'policy.xml', find: '<outbound />', replace: `<outbound>${logging}</outbound>` },
    ])
    const { status, run, output } = await rehearse(folder)
    expect(status, output).toBe(1)
    expect(run?.diagnoses[0]).toMatchObject({ cause: 'response-not-json', hop: 'apim' })
    expect(run?.diagnoses[0]?.evidence.join('\n')).toMatch(/configuration: policy\.xml:\d+: <log-to-eventhub> reads/)
  })

  test('calls API Management directly where the profile has nothing in front, with the key where the API reads it', async () => {
    const { status, run, output } = await rehearse(join(root, 'fixtures/exports/healthy-apiops'), { TARGET_PROFILE: 'apim-aoai' })
    expect(status, output).toBe(0)
    expect(run?.target.chain).toEqual(['apim', 'aoai'])
    expect(run?.rehearsal?.assumptions).toContain(
      'The subscription key comes in the header Ocp-Apim-Subscription-Key, as the API reads it.',
    )
    // A header of the answer is written by C# that cannot be run here: it may hide the request numbers, and nothing else.
    expect(run?.rehearsal?.notRun.map(({ file, line, element, items }) => ({ file, line, element, items }))).toEqual([
      { file: 'apis/openai-images/policy.xml', line: 23, element: 'set-header', items: [6] },
    ])
    expect(run?.checklist.map(({ status: seen }) => seen)).toEqual([...Array(5).fill('holds'), 'not-observable'])
  })

  test('lists what it cannot run with file and line, sees no item that it decides, and judges nothing by it', async () => {
    const { status, run, output } = await rehearse(join(root, 'fixtures/exports/odd'))
    expect(status, output).toBe(2)
    expect(run).toMatchObject({ verdict: 'unjudged', reason: expect.stringContaining('5 parts of the export could not be run') })
    expect(run?.rehearsal?.notRun.map(({ file, line, element }) => `${file}:${line} ${element}`)).toEqual(
      expect.arrayContaining([
        'apis/images/policy.xml:4 include-fragment',
        'apis/images/policy.xml:5 teleport-request',
        'apis/images/operations/edits/policy.xml:4 policies',
      ]),
    )
    expect(run?.checklist.map(({ status: seen }) => seen)).toEqual(Array(6).fill('not-observable'))
    expect(run?.diagnoses.map(({ confidence }) => confidence)).toEqual(['possible'])
    expect(output).toContain('apis/images/policy.xml:5 <teleport-request>')
  })

  test('of a pair under Azure’s own path calls it as an Azure channel does', async () => {
    const { status, run, output } = await rehearse(await underAzuresPath('ai/openai'))
    expect(status, output).toBe(0)
    expect(run?.rehearsal?.notRun).toEqual([])
    expect(run?.rehearsal?.assumptions).toContain(
      'The hop before calls the pair as an Azure channel does: /ai/openai/deployments/gpt-image-1.5/images/edits?api-version=2025-04-01-preview.',
    )
    expect(run?.checklist.map(({ status: seen }) => seen)).toEqual(Array(6).fill('holds'))
  })

  test('of generations alone under Azure’s own path lacks edits there', async () => {
    const { status, run, output } = await rehearse(await underAzuresPath('openai', ['generations']))
    expect(status, output).toBe(1)
    expect(run?.diagnoses[0]).toMatchObject({
      cause: 'operation-missing',
      hop: 'apim',
      confidence: 'certain',
      checklistItems: [1],
    })
    expect(run?.diagnoses[0]?.affects).not.toContain('T2I-1')
  })

  test.each([
    ['where no Azure channel gets', 'foundry', {}],
    ['with nothing in front that could have one', 'openai', { TARGET_PROFILE: 'apim-aoai' }],
  ])('of a pair called by deployment, %s, is no verdict', async (_where, path, env) => {
    const { status, run, output } = await rehearse(await underAzuresPath(path), env)
    expect(status, output).toBe(2)
    expect(run?.rehearsal?.notRun.map(({ file, element, items }) => ({ file, element, items }))).toEqual(
      ['generations', 'edits'].map((name) => ({
        file: SPECIFICATION,
        element: `/${path}/deployments/{deployment-id}/images/${name}`,
        items: [1, 2, 3, 4, 5, 6],
      })),
    )
    expect(run?.rehearsal?.assumptions.join()).not.toContain('is taken to call it there')
    expect(run?.checklist.map(({ status: seen }) => seen)).toEqual(Array(6).fill('not-observable'))
  })

  test('that works against what the export shows is no verdict', async () => {
    const identity = `<base />
		<set-header name="api-key" exists-action="delete" />
		<authentication-managed-identity resource="https://cognitiveservices.azure.com" />`
    const edits = { file: EDITS, find: '<inbound>\n\t\t<base />', replace: `<inbound>\n\t\t${identity}` }
    const { status, run, output } = await rehearse(await folderOf('apiops-cli', [edits]))
    expect(status, output).toBe(2)
    expect(run?.diagnoses[0]).toMatchObject({ cause: 'auth-inconsistent', hop: 'apim', checklistItems: [4], affects: [] })
    expect(run?.checklist.find(({ item }) => item === 4)?.status).toBe('not-observable')
    expect(run?.configuration?.sideBySide.find(({ item }) => item === 4)).toMatchObject({
      agrees: false,
      sentence: 'Read, the export has it wrong; run in the embedded chain it works. Look at it before you publish.',
    })
  })

  test('without an export ends before anything is sent', async () => {
    const { status, run, output } = await runSuite({}, [], 'rehearse')
    expect(status).toBe(2)
    expect(output).toContain('APIM_EXPORT: is missing: a rehearsal runs the export that it names')
    expect(run).toMatchObject({ verdict: 'unjudged', requestsSent: 0 })
  })
})

test.each([
  [
    'a folder that is not there',
    { APIM_EXPORT: '/no/such/folder' },
    'APIM_EXPORT: names /no/such/folder, which cannot be opened',
  ],
  ['a file', { APIM_EXPORT: join(root, 'package.json') }, 'which is a file'],
  ['a folder without an export', { APIM_EXPORT: join(root, 'schemas') }, 'which holds no APIM export'],
  [
    'a profile without API Management',
    { APIM_EXPORT: join(root, 'fixtures/apim/healthy'), TARGET_PROFILE: 'openai' },
    'TARGET_PROFILE: openai has no API Management',
  ],
])('a rehearsal of %s is refused with what is wrong', async (_what, variables, fault) => {
  await expect(rehearsed(readSettings(variables))).rejects.toThrow(fault)
})

async function contents(folder: string): Promise<Record<string, string>> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const paths = files.map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await readFile(path, 'utf8')] as const)))
}

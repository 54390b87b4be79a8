import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { root } from '../../src/root.ts'
import { isVariable, readSettings } from '../../src/target/variables.ts'

type Node = Readonly<Record<string, unknown>>

const text = (file: string): string => readFileSync(join(root, file), 'utf8')
function parsed(file: string): Node {
  const document = parseDocument(text(file), { strict: true, uniqueKeys: true })
  expect([...document.errors, ...document.warnings], file).toEqual([])
  return nodeOf(document.toJS())
}
const nodeOf = (value: unknown): Node => (isNode(value) ? value : {})
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): readonly Node[] => (Array.isArray(value) ? value.map(nodeOf) : [])
const at = (value: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((inner, key) => nodeOf(inner)[key], value)
/** Every text in a tree, with the keys that lead to it. */
const texts = (value: unknown, path = ''): readonly { readonly path: string; readonly text: string }[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => texts(inner, `${path}/${key}`))
    : [{ path, text: String(value) }]

const expression = (inner: string): string => ['$', '{{ ', inner, ' }}'].join('')

interface Pipeline {
  readonly file: string
  readonly tree: Node
  readonly jobs: readonly Node[]
  readonly steps: readonly Node[]
  /** What a step runs in a shell. */
  readonly script: (step: Node) => string
}

const github = (file: string): Pipeline => {
  const tree = parsed(file)
  const jobs = Object.values(nodeOf(tree.jobs)).map(nodeOf)
  return { file, tree, jobs, steps: jobs.flatMap(({ steps }) => listOf(steps)), script: ({ run }) => String(run ?? '') }
}
/** A step as it is, or those under the conditions that Azure writes as keys. */
function unconditional(step: Node): readonly Node[] {
  const conditions = Object.entries(step).filter(([key]) => key.startsWith('${{'))
  return conditions.length === 0 ? [step] : conditions.flatMap(([, inner]) => listOf(inner))
}
const azure = (file: string): Pipeline => {
  const tree = parsed(file)
  const jobs = listOf(tree.stages).flatMap((stage) => listOf(stage.jobs))
  return {
    file,
    tree,
    jobs,
    steps: jobs.flatMap(({ steps }) => listOf(steps).flatMap(unconditional)),
    script: ({ script }) => String(script ?? ''),
  }
}

const NIGHTLY = github('.github/workflows/nightly.yml')
const GATE = github('.github/workflows/gate.yml')
const FULL = github('.github/workflows/full.yml')
const AZURE = azure('azure-pipelines/gate.yml')
const ALL = [NIGHTLY, GATE, FULL, AZURE]
const WORKFLOWS = [NIGHTLY, GATE, FULL]
const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(text('package.json'))

const runs = ({ steps, script }: Pipeline, command: string): Node | undefined =>
  steps.find((step) => script(step).trim() === command)
/** What `npm run NAME` runs, in the place of the shell. */
const inPlace = (name: string): string => `exec ${scripts[name]}`
/** Variables that pipelines hand to steps, without the conditions that Azure writes as keys. */
const handed = (step: Node | undefined): Node => {
  const env = nodeOf(step?.env)
  const plain = Object.entries(env).filter(([name]) => !name.startsWith('${{'))
  const under = Object.entries(env)
    .filter(([name]) => name.startsWith('${{'))
    .map(([, inner]) => nodeOf(inner))
  return Object.assign({}, ...under, Object.fromEntries(plain))
}

/** Read by `gh`, or by the shell of the step itself. */
const NOT_OURS: Readonly<Record<string, readonly string[]>> = { [NIGHTLY.file]: ['GH_TOKEN'], [FULL.file]: ['PART'] }

describe.each(ALL)('$file', (pipeline) => {
  const { file, jobs, steps, script } = pipeline

  test('calls only scripts that package.json has', () => {
    const called = steps.flatMap((step) =>
      [...script(step).matchAll(/npm (?:run ([\w:-]+)|(test))/g)].map(([, name, short]) => name ?? short ?? ''),
    )
    expect(called).not.toEqual([])
    expect(called.filter((name) => !(name in scripts))).toEqual([])
    const started = steps.flatMap((step) => /\bnode .*?\.ts/.exec(script(step))?.[0] ?? [])
    expect(started.filter((command) => !Object.values(scripts).includes(command))).toEqual([])
  })

  test('puts what judges a gateway in the place of the shell, which alone is told when the job is cancelled', () => {
    const judging = steps.map(script).filter((text) => /src\/cli\/(?:test|gate)\.ts|npm (?:test|run gate)/.test(text))
    expect(judging).not.toEqual([])
    for (const text of judging) expect(text).toMatch(/^exec node /)
  })

  test('sets only variables that the suite reads', () => {
    const names = steps.flatMap((step) => Object.keys(handed(step)))
    expect(names).toContain('TARGET_API_KEY')
    expect(names.filter((name) => !isVariable(name) && !NOT_OURS[file]?.includes(name))).toEqual([])
  })

  test('hands secrets over in the environment of a step or to what checks out and downloads, and nowhere else', () => {
    const all = texts(pipeline.tree)
    const secrets = all.filter((one) =>
      /\bsecrets\.|github\.token|\$\((?!Build|System)\w*(?:KEY|TOKEN|SECRET)\w*\)/.test(one.text),
    )
    const usedAt = (path: string): string => all.find((one) => one.path === path.replace(/with\/[\w-]+$/, 'uses'))?.text ?? ''
    const expected = ({ path }: { readonly path: string }): boolean =>
      /\/env\/[A-Z_]+$|\/with\/github-token$/.test(path) ||
      (path.endsWith('/with/token') && usedAt(path).startsWith('actions/checkout@'))
    expect(secrets).not.toEqual([])
    expect(secrets.filter((one) => !expected(one))).toEqual([])
  })

  test('never prints a secret, puts it on a command line, or pastes what a caller wrote into a script', () => {
    for (const step of steps) {
      expect(script(step)).not.toMatch(/KEY|TOKEN|secret|printenv|set -[a-z]*x|\benv\b/i)
      expect(script(step)).not.toContain('${{')
    }
  })

  test('has a time limit, and shows its reports whatever came of it', () => {
    for (const job of jobs) expect(job['timeout-minutes'] ?? job.timeoutInMinutes).toBeLessThanOrEqual(30)
    const publishing = steps.filter((step) => /upload-artifact|Publish/.test(String(step.uses ?? step.task ?? '')))
    expect(publishing).not.toEqual([])
    for (const step of [...publishing, runs(pipeline, 'npm run report')])
      expect(step?.if ?? step?.condition, file).toBe('always()')
  })

  test('builds the HTML report before it is published, from the folder that the suite writes to', () => {
    const order = steps.findIndex((step) => script(step).includes('npm run report'))
    const published = steps.findIndex(
      (step) => at(step, 'with', 'path') === 'reports' || at(step, 'inputs', 'targetPath') === 'reports',
    )
    expect(order).toBeGreaterThan(steps.findIndex((step) => /cli\/(test|gate)\.ts|npm run merge/.test(script(step))))
    expect(published).toBeGreaterThan(order)
    expect(scripts.report).toContain('src/cli/report.ts')
    expect(readSettings({}).REPORT_DIR).toBe('reports')
  })
})

describe.each(WORKFLOWS)('$file', ({ tree, jobs, steps }) => {
  test('leaves no token behind in what it checks out', () => {
    const checkouts = steps.filter(({ uses }) => String(uses).startsWith('actions/checkout@'))
    expect(checkouts).not.toEqual([])
    for (const step of checkouts) expect(at(step, 'with', 'persist-credentials')).toBe(false)
  })

  test('uses only actions that check out, set up Node, or carry artifacts, each with a version', () => {
    const used = steps.flatMap(({ uses }) => (typeof uses === 'string' ? [uses] : []))
    expect(used.filter((name) => !/^actions\/(checkout|setup-node|upload-artifact|download-artifact)@v\d+$/.test(name))).toEqual(
      [],
    )
  })

  test('has steps that either run or use something', () => {
    for (const step of steps) expect(Number('run' in step) + Number('uses' in step)).toBe(1)
    for (const job of jobs) expect(job['runs-on']).toBe('ubuntu-latest')
  })

  test('may only read', () => {
    expect(Object.values(nodeOf(tree.permissions))).toEqual(expect.arrayContaining(['read']))
    expect(new Set(Object.values(nodeOf(tree.permissions)))).toEqual(new Set(['read']))
  })

  test('refers only to inputs, secrets, steps and matrix entries that there are', () => {
    const asked = texts(tree).flatMap((one) =>
      [...one.text.matchAll(/\b(inputs|secrets|steps|matrix)\.([\w-]+)/g)].map(([, kind, name]) => `${kind}.${name}`),
    )
    const called = nodeOf(at(tree, 'on', 'workflow_call'))
    const declared = [
      ...Object.keys({ ...nodeOf(called.inputs), ...nodeOf(at(tree, 'on', 'workflow_dispatch', 'inputs')) }).map(
        (name) => `inputs.${name}`,
      ),
      ...Object.keys(nodeOf(called.secrets)).map((name) => `secrets.${name}`),
      ...steps.flatMap(({ id }) => (id === undefined ? [] : [`steps.${String(id)}`])),
      ...jobs.flatMap((job) => Object.keys(nodeOf(at(job, 'strategy', 'matrix'))).map((name) => `matrix.${name}`)),
    ]
    // Secrets of a workflow that nobody calls are those of the environment.
    const open = asked.filter(
      (name) => !declared.includes(name) && (Object.keys(called).length > 0 || !name.startsWith('secrets.')),
    )
    expect(open).toEqual([])
  })

  test('closes every expression', () => {
    for (const one of texts(tree)) expect(one.text.split('${{').length, one.path).toBe(one.text.split('}}').length)
  })
})

describe('the nightly run', () => {
  test('is started by the clock and by hand', () => {
    const [schedule] = listOf(at(NIGHTLY.tree, 'on', 'schedule'))
    expect(schedule?.cron).toMatch(/^([0-5]?\d) (1?\d|2[0-3]) \* \* \*$/)
    expect(at(NIGHTLY.tree, 'on', 'workflow_dispatch', 'inputs', 'tier', 'options')).toEqual(['probe', 'acceptance', 'full'])
  })

  test('judges each target in the environment of its name, and all of them though one fails', () => {
    const [job] = NIGHTLY.jobs
    expect(job).toMatchObject({ environment: expression('matrix.target'), strategy: { 'fail-fast': false } })
  })

  test('never falls back to the embedded chain, and compares with the night before', () => {
    const env = handed(runs(NIGHTLY, inPlace('test')))
    expect(env).toMatchObject({ REQUIRE_TARGET: '1', TARGET_API_KEY: expression('secrets.TARGET_API_KEY') })
    const fetched = NIGHTLY.steps.find(({ uses }) => String(uses).startsWith('actions/download-artifact'))
    const kept = NIGHTLY.steps.find(({ uses }) => String(uses).startsWith('actions/upload-artifact'))
    expect(at(fetched, 'with', 'name')).toBe(at(kept, 'with', 'name'))
    expect(String(env.BASELINE)).toContain(`'${String(at(fetched, 'with', 'path'))}/conformance.json'`)
    expect(at(fetched, 'with', 'run-id')).toBe(expression('steps.before.outputs.run'))
  })
})

describe('the gates', () => {
  test.each([GATE, AZURE])('$file runs the gate with a target, and pays only where it may', (pipeline) => {
    const env = handed(runs(pipeline, inPlace('gate')))
    expect(Object.keys(env)).toEqual(
      expect.arrayContaining(['TARGET_URL', 'TARGET_API_KEY', 'TARGET_PROFILE', 'GATE_PAID', 'FAIL_ON']),
    )
  })

  test('on GitHub check out the suite at the version and with the token that the caller names', () => {
    expect(GATE.steps[0]).toMatchObject({
      uses: expect.stringMatching(/^actions\/checkout@/),
      with: {
        repository: expression('inputs.suite || github.repository'),
        ref: expression('inputs.suite-ref'),
        token: expression('secrets.suite-token || github.token'),
      },
    })
    const called = at(GATE.tree, 'on', 'workflow_call')
    expect(at(called, 'inputs', 'suite-ref', 'default')).toBe('')
    expect(at(called, 'secrets', 'suite-token', 'required')).toBe(false)
  })

  test.each([
    [GATE, 'actions/download-artifact@v4', ['with', 'path'], 'apim-export'],
    [AZURE, 'DownloadPipelineArtifact@2', ['inputs', 'targetPath'], '$(Pipeline.Workspace)/apim-export'],
  ])('$file reads the export that was published from where it has downloaded it', (pipeline, tool, keys, folder) => {
    const order = pipeline.steps.findIndex(({ uses, task }) => (uses ?? task) === tool)
    expect(at(pipeline.steps[order], ...keys)).toBe(folder)
    expect(handed(runs(pipeline, inPlace('gate'))).APIM_EXPORT).toContain(folder)
    expect(pipeline.steps.findIndex((step) => pipeline.script(step) === inPlace('gate'))).toBeGreaterThan(order)
  })

  test('on Azure download an export only where one is named, and name it only then', () => {
    const conditional = expression("if ne(parameters.apimExport, '')")
    const steps = listOf(AZURE.jobs[0]?.steps)
    const download = steps.find((step) => conditional in step)
    expect(listOf(download?.[conditional]).map(({ task }) => task)).toEqual(['DownloadPipelineArtifact@2'])
    const env = nodeOf(runs(AZURE, inPlace('gate'))?.env)
    expect(Object.keys(nodeOf(env[conditional]))).toEqual(['APIM_EXPORT'])
    expect(env).not.toHaveProperty('APIM_EXPORT')
  })

  test('on Azure refers only to parameters that it has, and maps the secret from the group', () => {
    const declared = listOf(AZURE.tree.parameters).map(({ name }) => String(name))
    const asked = [...text(AZURE.file).matchAll(/parameters\.(\w+)/g)].map(([, name]) => name)
    expect(asked.filter((name) => !declared.includes(name ?? ''))).toEqual([])
    expect(new Set(asked)).toEqual(new Set(declared))
    expect(handed(runs(AZURE, inPlace('gate'))).TARGET_API_KEY).toBe('$(TARGET_API_KEY)')
  })

  test('fail on a MUST unless they are told otherwise, and on Azure on nothing that the suite does not know', () => {
    expect(at(GATE.tree, 'on', 'workflow_call', 'inputs', 'fail-on', 'default')).toBe('MUST')
    const failOn = listOf(AZURE.tree.parameters).find(({ name }) => name === 'failOn')
    expect(failOn).toMatchObject({ default: 'MUST', values: ['MUST', 'SHOULD'] })
    for (const value of ['MUST', 'SHOULD']) expect(readSettings({ FAIL_ON: value }).FAIL_ON).toBe(value)
  })

  test('on Azure can stand twice in one pipeline: stage and artifact are named by the caller', () => {
    const [stage] = listOf(AZURE.tree.stages)
    expect(stage?.stage).toBe(expression('parameters.stage'))
    const published = AZURE.steps.find(({ task }) => task === 'PublishPipelineArtifact@1')
    expect(at(published, 'inputs', 'artifact')).toBe(`${expression('parameters.stage')}-$(System.JobAttempt)`)
  })

  test('on Azure publish the JUnit file that the suite writes', () => {
    const junit = AZURE.steps.find(({ task }) => task === 'PublishTestResults@2')
    expect(at(junit, 'inputs')).toMatchObject({ testResultsFormat: 'JUnit', testResultsFiles: 'reports/junit.xml' })
  })
})

describe('the full run on several machines', () => {
  const [part, whole] = FULL.jobs
  const dealt = FULL.steps.find((step) => FULL.script(step).includes('--shard'))
  const merged = FULL.steps.find((step) => FULL.script(step).includes('npm run merge'))

  test('deals out as many parts as there are machines, each into a folder of its own', () => {
    const numbers = at(part, 'strategy', 'matrix', 'part')
    expect(numbers).toEqual([1, 2, 3])
    expect(dealt?.run).toBe(`${inPlace('test')} --shard "$PART/3"`)
    expect(handed(dealt)).toMatchObject({ PART: expression('matrix.part'), TIER: 'full', REQUIRE_TARGET: '1' })
    const kept = FULL.steps.find(({ uses }) => String(uses).startsWith('actions/upload-artifact'))
    expect(kept?.with).toMatchObject({ name: `part-${expression('matrix.part')}`, path: handed(dealt).REPORT_DIR })
  })

  test('merges all of them whatever each has found, and only then says what is wrong', () => {
    expect(dealt?.['continue-on-error']).toBe(true)
    expect(whole).toMatchObject({ needs: 'part', if: 'always()' })
    const fetched = FULL.steps.find(({ uses }) => String(uses).startsWith('actions/download-artifact'))
    expect(fetched?.with).toEqual({ pattern: 'part-*', path: 'parts' })
    expect(merged).toMatchObject({ run: 'npm run merge -- parts/*' })
    expect(merged).not.toHaveProperty('continue-on-error')
  })

  test('goes on one at a time, and gently: all parts share one rate limit', () => {
    expect(FULL.tree.concurrency).toMatchObject({ group: expect.stringContaining('full'), 'cancel-in-progress': false })
    expect(handed(dealt).MAX_CONCURRENCY).toBe(expression("vars.MAX_CONCURRENCY || '3'"))
  })

  test('judges the merged run as the parts were judged: by the same profile, model and deployment', () => {
    for (const name of ['TARGET_PROFILE', 'TARGET_MODEL', 'TARGET_DEPLOYMENT', 'FAIL_ON'])
      expect(handed(merged)[name]).toBe(handed(dealt)[name])
  })
})

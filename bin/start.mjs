#!/usr/bin/env node
/**
 * Runs a TypeScript file of this project: `node bin/start.mjs src/cli/test.ts -t EDIT-1`. Node 20 does not read TypeScript
 * by itself, and a loader that translates module by module takes longer than the whole rest of a probe run. The bundle is
 * kept until a source file changes.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [entry, ...args] = process.argv.slice(2)
if (entry === undefined) {
  console.error('Say which file to run, for example: node bin/start.mjs src/cli/test.ts')
  process.exit(2)
}

/** What a bundle can be made of. Packages stay outside of it. */
const SOURCES = ['bin', 'src', 'suites', 'reference', 'bench', 'docs']
// Inside node_modules, so that the bundle finds its packages from there.
const kept = join(root, 'node_modules', '.start')
const folder = join(kept, versionOf(entry))
if (!existsSync(folder)) await bundle(entry, folder)

// vitest.config.ts: what judges is taken from the bundle too.
process.env.CONFORMANCE_BUNDLE = folder
process.argv = [process.argv[0], join(root, entry), ...args]
await import(pathToFileURL(join(folder, 'main.mjs')).href)

/** Another one for each state of the sources: names, lengths and times of change, as `make` looks at them. */
function versionOf(file) {
  const inside = SOURCES.flatMap((source) =>
    readdirSync(join(root, source), { recursive: true })
      .filter((name) => /\.(ts|mjs)$/.test(name))
      .map((name) => join(source, name)),
  )
  const hash = createHash('sha256').update(`${process.version} ${file}`)
  for (const name of [file, ...inside.sort()]) {
    const found = statSync(join(root, name), { throwIfNoEntry: false })
    hash.update(`${name} ${found?.size} ${found?.mtimeMs}\n`)
  }
  return hash.digest('hex').slice(0, 20)
}

/** Made aside and moved into its place, because several processes may start at once. */
async function bundle(file, into) {
  const { build } = await import('esbuild')
  const aside = `${into}.${process.pid}`
  mkdirSync(aside, { recursive: true })
  await build({
    absWorkingDir: root,
    entryPoints: { main: file, ...importedBySuites() },
    outdir: aside,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outExtension: { '.js': '.mjs' },
    sourcemap: true,
    logLevel: 'error',
    // What modules one level below the root resolve against it; deeper ones ask src/root.ts.
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(join(root, 'src', 'root.ts')).href) },
  })
  try {
    renameSync(aside, into)
  } catch {
    // Another process was quicker: its bundle is the same.
    rmSync(aside, { recursive: true, force: true })
  }
  forgetOld()
}

/** The modules that the suites import, by their path without `.ts`. */
function importedBySuites() {
  const texts = readdirSync(join(root, 'suites')).map((name) => readFileSync(join(root, 'suites', name), 'utf8'))
  const paths = texts.flatMap((text) => [...text.matchAll(/'\.\.\/(src\/[^']+)\.ts'/g)].map(([, path]) => path))
  return Object.fromEntries([...new Set(paths)].map((path) => [path, `${path}.ts`]))
}

/** A process that still runs from an old bundle may load more of it, so it stays for a day. */
function forgetOld() {
  const day = 24 * 60 * 60 * 1000
  for (const name of readdirSync(kept)) {
    const path = join(kept, name)
    if (Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > day)
      rmSync(path, { recursive: true, force: true })
  }
}

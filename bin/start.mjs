#!/usr/bin/env node
/**
 * Runs a TypeScript file of this project: `node bin/start.mjs src/cli/test.ts -t EDIT-1`. Node 20 does not read TypeScript
 * by itself. A loader that translates module by module takes longer than the whole rest of a probe run; bundling at each
 * start takes a tenth of a second and is never stale.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [entry, ...args] = process.argv.slice(2)
if (entry === undefined) {
  console.error('Say which file to run, for example: node bin/start.mjs src/cli/test.ts')
  process.exit(2)
}

// Inside node_modules, so that the bundle finds its packages from there.
const folder = join(root, 'node_modules', '.start', String(process.pid))
mkdirSync(folder, { recursive: true })
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

await build({
  absWorkingDir: root,
  entryPoints: { main: entry },
  outdir: folder,
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
process.setSourceMapsEnabled(true)
process.argv = [process.argv[0], join(root, entry), ...args]
await import(pathToFileURL(join(folder, 'main.mjs')).href)

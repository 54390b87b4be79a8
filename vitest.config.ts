import { defineConfig } from 'vitest/config'

/**
 * What judges, as bin/start.mjs bundled it: translated once and not module by module in every run. The suites themselves
 * stay where they are, because reports name tests by their file.
 */
const bundle = process.env.CONFORMANCE_BUNDLE
const bundled = bundle === undefined ? [] : [{ find: /^\.\.\/(src\/.+)\.ts$/, replacement: `${bundle}/$1.mjs` }]

/** `conformance` judges a target and is started by `npm test`; `self` proves that the suite is right, as part of `npm run check`. */
export default defineConfig({
  test: {
    reporters: ['default', './tests/closing-line.ts', './src/cli/merged-by-vitest.ts'],
    projects: [
      {
        test: {
          name: 'conformance',
          include: ['suites/*.suite.ts'],
          setupFiles: ['allure-vitest/setup'],
          alias: bundled,
          // One worker judges all areas: judging is pure and quick, what takes time was sent before. A thread, because a
          // process of its own would be ended by Ctrl-C before the reports are written.
          pool: 'threads',
          isolate: false,
          maxWorkers: 1,
        },
      },
      {
        test: {
          name: 'self',
          include: ['tests/**/*.test.ts'],
          globalSetup: 'tests/hosts/pool.ts',
          testTimeout: 30_000,
          // Chains of four servers are started in hooks, on machines that may be busy.
          hookTimeout: 60_000,
          // The proof starts hundreds of processes and waits for them: all cores, and not more of them at once than these can feed.
          maxWorkers: '100%',
          maxConcurrency: 4,
        },
      },
    ],
  },
})

import { defineConfig } from 'vitest/config'

/** The quick tests of checks and diagnosis alone: they run once for every mutant (stryker.config.mjs), and start no server. */
export default defineConfig({
  test: {
    include: ['tests/checks/**/*.test.ts', 'tests/diagnosis/**/*.test.ts', 'tests/judging/**/*.test.ts'],
    // speed measures the processor's time, which instrumented code takes more of; left-out reads a table of its own making.
    exclude: ['tests/diagnosis/speed.test.ts', 'tests/diagnosis/left-out.test.ts'],
    // Each mutant is tested in a worker of its own, so that the files of one need not be kept apart as well.
    isolate: false,
  },
})

import { defineConfig } from 'vitest/config'

/** The quick tests of checks and diagnosis alone: they run once for every mutant (stryker.config.mjs), and start no server. */
export default defineConfig({
  test: {
    include: ['tests/checks/**/*.test.ts', 'tests/diagnosis/**/*.test.ts', 'tests/judging/**/*.test.ts'],
    // Measures the processor's time, which instrumented code takes more of.
    exclude: ['tests/diagnosis/speed.test.ts'],
  },
})

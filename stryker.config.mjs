/**
 * Shows that no check and no rule of the diagnosis is there for nothing: each is broken on purpose, one change at a time,
 * and a test must notice. Slow, so no part of `npm run check`; the report lies in reports/mutation/.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutate.config.ts' },
  coverageAnalysis: 'perTest',
  mutate: ['src/checks/**/*.ts', 'src/diagnosis/**/*.ts'],
  // Most strings are sentences for people: a test that repeats them proves nothing. Strings that decide (a hop, a cause, a
  // code) are compared somewhere, and that comparison is mutated.
  mutator: { excludedMutations: ['StringLiteral'] },
  // What an interrupted run leaves behind is looked over by git and by the formatter there.
  tempDirName: 'reports/stryker',
  // Copied for every run otherwise.
  ignorePatterns: ['/reports*', '/coverage', '*.log'],
  // A busy machine is no endless loop. Milliseconds.
  timeoutMS: 20_000,
  reporters: ['clear-text', 'progress', 'html', 'json'],
  htmlReporter: { fileName: 'reports/mutation/mutation.html' },
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  thresholds: { high: 90, low: 85, break: 80 },
}

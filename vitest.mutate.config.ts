import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Most mutants fall by what is told of the known answers, and one that has fallen costs no further test. */
class KnownAnswersFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isFirst = ({ moduleId }: TestSpecification): number => Number(moduleId.endsWith('known-answers.test.ts'))
    return files.toSorted((one, other) => isFirst(other) - isFirst(one))
  }
}

/** The quick tests of checks and diagnosis alone: they run once for every mutant (stryker.config.mjs), and start no server. */
export default defineConfig({
  test: {
    include: ['tests/checks/**/*.test.ts', 'tests/diagnosis/**/*.test.ts', 'tests/judging/**/*.test.ts'],
    exclude: [
      // Measures the processor's time, which instrumented code takes more of.
      'tests/diagnosis/speed.test.ts',
      // Reads a table of its own making.
      'tests/diagnosis/left-out.test.ts',
      // Asks the known answers thirteen times over.
      'tests/diagnosis/perturbed.test.ts',
    ],
    // Each mutant is tested in a worker of its own, so that the files of one need not be kept apart as well.
    isolate: false,
    sequence: { sequencer: KnownAnswersFirst },
  },
})

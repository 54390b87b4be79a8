import type { Reporter, TestModule } from 'vitest/node'

/** Ends the suite's own tests with the plain line that pipelines read: `N passed, N failed`. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(all: readonly TestModule[]): void {
    const modules = all.filter(({ project }) => project.name === 'self')
    if (modules.length === 0) return
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state))
    const count = (state: string): number => states.filter((one) => one === state).length
    const broken = modules.filter((module) => module.errors().length > 0).length
    process.once('exit', () =>
      console.log(`${count('passed')} passed, ${count('failed') + broken} failed, ${count('skipped')} skipped`),
    )
  }
}

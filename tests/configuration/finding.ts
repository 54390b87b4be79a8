import type { ConfigurationFinding } from '../../src/model.ts'

/** Something that an export has wrong. */
export const foundInExport = (change: Partial<ConfigurationFinding> = {}): ConfigurationFinding => ({
  item: 2,
  cause: 'rewrite-copied',
  level: 'broken',
  sentence: 'The rewrite is that of generations.',
  file: 'edits/policy.xml',
  line: 4,
  remedy: 'Rewrite to images/edits.',
  ...change,
})

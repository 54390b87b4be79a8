import { fileURLToPath } from 'node:url'

/**
 * Folder of the project, with its schemas, fixtures and suites. The only place that asks where the code lies, together
 * with others one level below the root: bundled (bin/start.mjs), all of them lie here.
 */
export const root = fileURLToPath(new URL('..', import.meta.url))

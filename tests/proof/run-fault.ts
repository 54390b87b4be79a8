import { startChain } from '../../reference/chain.ts'
import type { Fault } from '../../reference/faults/fault.ts'
import type { DialectName } from '../../reference/one-api/dialects.ts'
import { type Ended, runSuite } from './run-suite.ts'

/** Long enough for a loaded machine, short enough that a fault that never answers does not hold up the proof. */
const REQUEST_TIMEOUT_MS = '4000'

/** Starts the chain with the fault and lets the real suite judge it from outside. */
export async function runFault(fault: Fault, dialect?: DialectName): Promise<Ended> {
  const chain = await startChain(dialect === undefined ? { fault } : { fault, dialect })
  try {
    return await runSuite({ TARGET_URL: chain.url, TARGET_API_KEY: chain.key, TARGET_PROFILE: fault.layout, REQUEST_TIMEOUT_MS })
  } finally {
    await chain.close()
  }
}

import { ApimError, emptyReply, internalError, type Reply } from '../answers.ts'
import type { Call } from '../call.ts'
import type { Policy } from '../policy/compile.ts'
import type { Flow, Run, Section } from '../policy/step.ts'
import { dropBackendBody } from './forward.ts'

/**
 * Runs inbound, backend and outbound of the documents, narrowest first. An error skips the rest and runs on-error.
 * @returns the answer; an empty 200 when no policy forwarded the call or answered it.
 */
export async function runPipeline(policies: readonly Policy[], call: Call, forward: Run['forward']): Promise<Reply> {
  const reply = await runSections(policies, call, forward)
  if (reply.body !== call.backendBody) dropBackendBody(call)
  return reply
}

async function runSections(policies: readonly Policy[], call: Call, forward: Run['forward']): Promise<Reply> {
  try {
    for (const section of ['inbound', 'backend', 'outbound'] as const) {
      if ((await runSection(policies, section, call, forward)) === 'end') break
    }
  } catch (error) {
    return runOnError(policies, call, asApimError(error), forward)
  }
  return call.response ?? emptyReply(200)
}

/** The answer to an error, after on-error has had its say. */
export async function runOnError(
  policies: readonly Policy[],
  call: Call,
  error: ApimError,
  forward: Run['forward'],
): Promise<Reply> {
  call.lastError = error.lastError
  call.response = error.reply
  try {
    await runSection(policies, 'on-error', call, forward)
  } catch (second) {
    return asApimError(second).reply
  }
  return call.response
}

function asApimError(error: unknown): ApimError {
  if (error instanceof ApimError) return error
  return internalError('gateway', 'Exception', error instanceof Error ? error.message : String(error), 'inbound')
}

/** A section that a document leaves out is inherited; one that is there without `<base />` drops every broader scope. */
async function runSection(policies: readonly Policy[], section: Section, call: Call, forward: Run['forward']): Promise<Flow> {
  const [policy, ...broader] = policies
  if (policy === undefined) return 'on'
  const base = () => runSection(broader, section, call, forward)
  const steps = policy.sections[section]
  return steps === null ? base() : steps({ call, base, forward })
}

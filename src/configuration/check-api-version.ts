import { editsSupport } from './api-versions.ts'
import type { Call, Written } from './call.ts'
import { usesV1 } from './check-backend-path.ts'
import { type Origin, place } from './export.ts'
import { doubtful, right, type Seen, unclear, wrong } from './findings.ts'
import { type ImageOperation, isCalledByDeployment, type Served } from './locate.ts'
import { isKnown } from './values.ts'

/** Item 3: which api-version one call gives the backend. */
export function seeApiVersion(call: Call, name: ImageOperation, served: Served): Seen[] {
  const at = call.path.rewrite ?? served.operation.at
  const copied = call.copiesQuery && call.path.rewrite !== null ? [wrong('query-copied', at, { operation: name })] : []
  const seen = isCallersOwn(call, served)
    ? [unclear(at, `The api-version of ${name} is the caller’s own, as the path is; whether callers send one cannot be seen.`)]
    : seeVersion(call, name, at)
  return [...doubtful(call.doubts, 3), ...copied, ...seen]
}

/** Under Azure's own path callers bring an api-version, which is only amiss where it gets lost. */
function isCallersOwn(call: Call, served: Served): boolean {
  const kind = call.query['api-version']?.kind ?? 'sent'
  const isKept = kind === 'sent' || kind === 'set-unless-sent'
  return isCalledByDeployment(served) && call.copiesQuery && isKept && call.lostQuery['api-version'] === undefined
}

function seeVersion(call: Call, name: ImageOperation, at: Origin): Seen[] {
  const written = call.query['api-version']
  if (usesV1(call)) return seeVersionOfV1(written, call, name, at)
  if (!written || written.kind === 'deleted' || written.value === '') return [absent(call, name, at)]
  if (written.kind === 'sent') return [wrong('api-version-missing', written.at, { operation: name })]
  if (written.kind === 'set-unless-sent') return [wrong('api-version-callers', written.at, { operation: name })]
  if (written.kind === 'set-beside-sent') return [wrong('api-version-twice', written.at, { operation: name })]
  return [...seeAction(written, name), ...seeValue(written, name)]
}

/** The v1 path takes api-version or leaves it, and a dated one is refused (Azure/azure-rest-api-specs, ai/data-plane/OpenAI.v1; aider-desk#460). */
function seeVersionOfV1(written: Written | undefined, { copiesQuery }: Call, name: ImageOperation, at: Origin): Seen[] {
  const dated = written && /^\d{4}-\d{2}-\d{2}/.test(written.value)
  if (dated) return [wrong('api-version-on-v1', written.at, { operation: name, version: written.value })]
  const isCallers = written === undefined ? copiesQuery : written.kind !== 'set' && written.kind !== 'deleted'
  if (isCallers) return [wrong('api-version-passed-to-v1', written?.at ?? at, { operation: name })]
  return [right(at, `The v1 path of ${name} needs no api-version.`)]
}

function absent(call: Call, name: ImageOperation, at: Origin): Seen {
  const lost = call.lostQuery['api-version']
  if (lost) return wrong('api-version-before-rewrite', lost, { operation: name, rewrite: place(at) })
  return wrong('api-version-missing', call.query['api-version']?.at ?? at, { operation: name })
}

function seeAction({ action, at }: Written, name: ImageOperation): Seen[] {
  return action === 'skip' || action === 'append' ? [wrong('api-version-action', at, { operation: name, action })] : []
}

function seeValue({ value, at }: Written, name: ImageOperation): Seen[] {
  if (!isKnown(value)) return [unclear(at, `The api-version of ${name} is a value that is not in the export.`)]
  const written = right(at, `api-version ${value} is written for ${name}.`)
  if (name === 'generations') return [written]
  const support = editsSupport(value)
  if (support === 'not-specified') return [written, wrong('api-version-suspect', at, { version: value })]
  return support === 'specified'
    ? [written]
    : [written, right(at, `${value} is later than the versions whose specification is known here.`)]
}

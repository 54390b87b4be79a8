import { editsSupport } from './api-versions.ts'
import type { Call, Written } from './call.ts'
import { usesV1 } from './check-backend-path.ts'
import { type Origin, place } from './export.ts'
import { type Finding, finding, type Seen } from './findings.ts'
import type { ImageOperation, Served } from './locate.ts'
import { isKnown } from './values.ts'

/** Item 3: which api-version one call gives the backend. */
export function seeApiVersion(call: Call, name: ImageOperation, served: Served): Seen[] {
  const at = call.path.rewrite ?? served.operation.at
  const doubts = call.doubts
    .filter((doubt) => doubt.items.includes(3))
    .map((doubt): Seen => ({ kind: 'unclear', at: doubt.at, sentence: doubt.sentence }))
  const copied = call.copiesQuery && call.path.rewrite !== null ? [wrong(finding('query-copied', at, { operation: name }))] : []
  return [...doubts, ...copied, ...seeVersion(call, name, at)]
}

function seeVersion(call: Call, name: ImageOperation, at: Origin): Seen[] {
  // The v1 path takes api-version or leaves it (Azure/azure-rest-api-specs, ai/data-plane/OpenAI.v1).
  if (usesV1(call)) return [right(at, `The v1 path of ${name} needs no api-version.`)]
  const written = call.query['api-version']
  if (!written || written.kind === 'deleted' || written.value === '') return [wrong(absent(call, name, at))]
  if (written.kind === 'sent') return [wrong(finding('api-version-missing', written.at, { operation: name }))]
  if (written.kind === 'set-unless-sent') return [wrong(finding('api-version-callers', written.at, { operation: name }))]
  if (written.kind === 'set-beside-sent') return [wrong(finding('api-version-twice', written.at, { operation: name }))]
  return [...seeAction(written, name), ...seeValue(written, name)]
}

function absent(call: Call, name: ImageOperation, at: Origin): Finding {
  const lost = call.lostQuery['api-version']
  if (lost) return finding('api-version-before-rewrite', lost, { operation: name, rewrite: place(at) })
  return finding('api-version-missing', call.query['api-version']?.at ?? at, { operation: name })
}

function seeAction({ action, at }: Written, name: ImageOperation): Seen[] {
  return action === 'skip' || action === 'append' ? [wrong(finding('api-version-action', at, { operation: name, action }))] : []
}

function seeValue({ value, at }: Written, name: ImageOperation): Seen[] {
  if (!isKnown(value))
    return [{ kind: 'unclear', at, sentence: `The api-version of ${name} is a value that is not in the export.` }]
  const written = right(at, `api-version ${value} is written for ${name}.`)
  if (name === 'generations') return [written]
  const support = editsSupport(value)
  if (support === 'not-specified') return [written, wrong(finding('api-version-suspect', at, { version: value }))]
  return support === 'specified'
    ? [written]
    : [written, right(at, `${value} is later than the versions whose specification is known here.`)]
}

function right(at: Origin, sentence: string): Seen {
  return { kind: 'right', at, sentence }
}

function wrong(one: Finding): Seen {
  return { kind: 'wrong', finding: one }
}

import { withoutStreams } from '../cases/streams.ts'
import type { ConfigurationFinding, ReadConfiguration } from '../model.ts'
import { area, type InExport, type Requirement } from './requirement.ts'

/** Nothing of this item of the checklist is broken; null: nothing else that breaks an operation. */
const right = (item: number | null): InExport => ({
  breaks: (finding) => finding.level === 'broken' && finding.item === item,
  hangsOn: item === null ? [] : [item],
})

/** What works today, at least for who asks for no stream, and is to be looked at all the same. */
const harmless: InExport = { breaks: ({ level }) => level !== 'broken', hangsOn: [] }

/** What cannot be read of a policy leaves the items of its statements open, whichever section it is in. */
const lettingStreamsPass: InExport = { breaks: ({ level }) => level === 'breaks-streams', hangsOn: [1, 2, 3, 4, 5] }

const row = (number: number, inExport: InExport, source: readonly string[] = []) => ({
  id: `CONFIG-${number}`,
  on: [],
  source: ['A20', ...source],
  inExport,
})

/** What no request shows alone: it looks at the export that APIM_EXPORT names, and at no exchange. */
export const EXPORTED: readonly Requirement[] = area('configuration', 'probe', [
  {
    ...row(1, right(1), ['A4', 'A6', 'A15']),
    sentence: 'MUST have both operations in the export, at the paths that callers use',
  },
  {
    ...row(2, right(2), ['A6', 'A9', 'A15']),
    sentence: 'MUST rewrite each operation in the export to its own path and deployment',
  },
  { ...row(3, right(3), ['A7']), sentence: 'MUST write api-version in the export, for each operation' },
  { ...row(4, right(4), ['A10', 'A17']), sentence: 'MUST authenticate both operations alike in the export, and forward both' },
  { ...row(5, right(5), ['A11']), sentence: 'MUST open both operations in the export to the same products and subscriptions' },
  { ...row(6, right(null)), sentence: 'MUST wait for the model, in the export, for as long as it takes to draw' },
  { ...row(7, harmless, ['A17']), sentence: 'SHOULD have nothing in the export that the configuration check warns of' },
  {
    ...row(8, lettingStreamsPass),
    tier: 'full',
    unless: withoutStreams('generations'),
    sentence: 'MUST have nothing in the export that holds streams back to their end',
  },
])

/** As much of an export as a requirement looks at. */
export const partOf = (read: ReadConfiguration, { breaks, hangsOn }: InExport): ReadConfiguration => ({
  ...read,
  items: read.items.filter(({ item }) => hangsOn.includes(item)),
  findings: read.findings.filter(breaks),
})

/** The requirements that something in an export breaks. */
export const brokenBy = (finding: ConfigurationFinding): readonly string[] =>
  EXPORTED.filter(({ inExport }) => inExport?.breaks(finding)).map(({ id }) => id)

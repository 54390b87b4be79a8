/** Whether a version of Azure's inference API specifies `images/edits` (Azure/azure-rest-api-specs, cognitiveservices/data-plane). */
const KNOWN: Readonly<Record<string, boolean>> = {
  '2024-02-01': false,
  '2024-10-21': false,
  '2025-03-01-preview': false,
  '2025-04-01-preview': true,
}
const FIRST_WITH_EDITS = '2025-04-01-preview'
const DATED = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:-preview)?$/

export type EditsSupport =
  | 'specified'
  /** The published specification has no edits; field reports of 404 exist (pollinations#6440), and of the contrary. */
  | 'not-specified'
  /** Later than every version in the table. */
  | 'later'

/** Does this api-version specify edits? A day that is none is no version; words such as `preview` or `v1` belong to the v1 path and are refused on dated ones. */
export function editsSupport(version: string): EditsSupport {
  const known = KNOWN[version]
  if (known !== undefined) return known ? 'specified' : 'not-specified'
  // `2025-04-01` lacks the `-preview` under which that version was published.
  return DATED.test(version) && version.slice(0, 10) > FIRST_WITH_EDITS.slice(0, 10) ? 'later' : 'not-specified'
}

/** A mistake that is in the export and not yet, or no longer, in what is published: the gateway works. */
export interface ExportFault {
  /** The mistake in reference/apim/mistakes.ts that the export holds. */
  readonly mistake: string
  /** The cause that the suite must name first; null for a hazard, of which it only warns. */
  readonly diagnosis: string | null
  readonly item: number | null
  /** The smallest tier that looks at it. Default: probe. */
  readonly tier?: 'full'
  readonly turnsRed: readonly string[]
}

export const EXPORT_FAULTS: readonly ExportFault[] = [
  { mistake: 'edits-operation-missing', diagnosis: 'operation-missing', item: 1, turnsRed: ['CONFIG-1'] },
  { mistake: 'edits-rewrite-copied', diagnosis: 'rewrite-copied', item: 2, turnsRed: ['CONFIG-2'] },
  { mistake: 'edits-version-missing', diagnosis: 'api-version-missing', item: 3, turnsRed: ['CONFIG-3'] },
  { mistake: 'edits-needs-token', diagnosis: 'auth-inconsistent', item: 4, turnsRed: ['CONFIG-4'] },
  { mistake: 'edits-outside-product', diagnosis: 'subscription-key-rejected', item: 5, turnsRed: ['CONFIG-5'] },
  { mistake: 'edits-timeout-short', diagnosis: 'backend-timeout', item: null, turnsRed: ['CONFIG-6'] },
  { mistake: 'events-read', diagnosis: 'stream-buffered', item: null, tier: 'full', turnsRed: ['CONFIG-7', 'CONFIG-8'] },
  // Who asks for no stream does not mind.
  { mistake: 'events-read', diagnosis: null, item: null, turnsRed: ['CONFIG-7'] },
  { mistake: 'region-stripped', diagnosis: null, item: null, turnsRed: ['CONFIG-7'] },
  { mistake: 'events-logged', diagnosis: null, item: null, turnsRed: ['CONFIG-7'] },
]

import type { Configuration } from '../model.ts'
import { oneLine, shorten, wrap } from './text.ts'

/** Checklist items as the export has them beside what the gateway does: `item, export, gateway, differ or nothing`. */
export const configurationRows = ({ items, sideBySide }: Configuration): readonly (readonly string[])[] =>
  items.map(({ item, title, status }) => {
    const beside = sideBySide.find((one) => one.item === item)
    return [`${item} ${title}`, status, beside?.behaviour ?? '–', beside?.agrees === false ? 'DIFFER' : '']
  })

/** What is published is not what is in the export, or something outside it is wrong. */
export const disagreements = ({ sideBySide }: Configuration): readonly string[] =>
  sideBySide.filter(({ agrees }) => !agrees).map(({ item, sentence }) => `Item ${item}: ${oneLine(sentence)}`)

/** `policies/edits.xml:12 rewrite-copied: ...` */
export const findingSentence = ({ file, line, cause, sentence }: Configuration['findings'][number]): string =>
  `${oneLine(file)}:${line} ${cause}: ${oneLine(sentence)}`

const LEVEL_WORD = { broken: 'BROKEN', 'breaks-streams': 'streams', warning: 'warning' } as const

/** Disagreements, findings with file and line, and what could not be read; for the terminal. */
export function configurationLines(configuration: Configuration, width: number, most: number): readonly string[] {
  const { findings, unread } = configuration
  const hanging = (lead: string, text: string): readonly string[] =>
    wrap(text, width - 10).map((line, index) => `${(index === 0 ? lead : '').padEnd(10)}${line}`)
  return [
    ...disagreements(configuration).flatMap((sentence) => hanging('DIFFER', sentence)),
    ...findings
      .slice(0, most)
      .flatMap((finding) => [
        ...hanging(LEVEL_WORD[finding.level], findingSentence(finding)),
        ...hanging('', `do this: ${oneLine(finding.remedy)}`),
      ]),
    ...(findings.length > most ? [`and ${findings.length - most} more in conformance.json`] : []),
    ...unread.slice(0, 3).flatMap((sentence) => hanging('not read', shorten(oneLine(sentence), 400))),
    ...(unread.length > 3 ? [`and ${unread.length - 3} more that could not be read, in conformance.json`] : []),
  ]
}

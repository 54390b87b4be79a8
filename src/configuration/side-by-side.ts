import type { ChecklistItem, Configuration, Contradiction, SideBySide } from '../model.ts'

/**
 * Sets configuration beside behaviour for the items that an export can show.
 * @param contradicted the items at which the gateway fails though the export has them right, or at one of which it does
 */
export function sideBySide(
  report: Pick<Configuration, 'items' | 'findings'>,
  checklist: readonly ChecklistItem[],
  contradicted: readonly Contradiction[],
): SideBySide[] {
  return report.items.map((configured) => {
    const behaviour = checklist.find((other) => other.item === configured.item)?.status ?? 'not-observable'
    const warned = report.findings.some((one) => one.item === configured.item && one.level === 'warning')
    return {
      item: configured.item,
      configuration: configured.status,
      behaviour,
      ...compare(configured, behaviour, warned, contradicted),
    }
  })
}

function compare(
  { item, status }: ChecklistItem,
  behaviour: ChecklistItem['status'],
  warned: boolean,
  contradicted: readonly Contradiction[],
): Pick<SideBySide, 'agrees' | 'sentence'> {
  const own = contradicted.find((one) => one.item === item)
  if (status === 'holds' && behaviour !== 'holds' && own !== undefined) {
    const others = behaviour === 'broken' ? [] : contradicted.filter((one) => one !== own).map((one) => one.item)
    const either = others.length === 0 ? '' : ` here or at item ${others.join(' or ')}`
    const why = ['what is published is not this export', ...(own.outside === null ? [] : [own.outside])].join(', or ')
    return { agrees: false, sentence: `The export has it right and the gateway fails${either}: ${why}.` }
  }
  if (status === 'not-observable' || behaviour === 'not-observable') {
    const silent =
      status === behaviour
        ? 'Neither configuration nor behaviour shows it'
        : `Only ${status === 'not-observable' ? 'behaviour' : 'configuration'} shows it`
    return { agrees: true, sentence: `${silent}: there is nothing to compare.` }
  }
  if (status === behaviour) {
    return {
      agrees: true,
      sentence:
        status === 'holds'
          ? 'The export has it right, and the gateway behaves so.'
          : 'The export has it wrong, and the gateway behaves so.',
    }
  }
  if (status === 'broken') {
    const sentence =
      'The gateway works though the export has it wrong: what is published is not this export. Publishing it as it is would break the item.'
    return { agrees: false, sentence }
  }
  if (warned) return { agrees: true, sentence: 'The gateway fails at what the export was warned about.' }
  return { agrees: true, sentence: 'The export has it right: what fails is to be fixed at another hop, or is not in an export.' }
}

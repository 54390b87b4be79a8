import type { ChecklistItem, Configuration, SideBySide } from '../model.ts'

/** What else than another published configuration can break an item that the export has right. */
export const OUTSIDE: Readonly<Record<number, string>> = {
  1: 'the calls go to another API Management instance or gateway path',
  2: 'the deployment does not exist at the backend',
  3: 'the model’s api does not know that api-version for this operation',
  4: 'the key’s value or the identity’s role is wrong, which no export shows',
  5: 'callers use a key of another subscription',
}

/**
 * Sets configuration beside behaviour for the items that an export can show.
 * @param contradicted items of which one is broken, which answers do not show, while the export has all of them right
 */
export function sideBySide(
  report: Pick<Configuration, 'items' | 'findings'>,
  checklist: readonly ChecklistItem[],
  contradicted: readonly number[] = [],
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
  contradicted: readonly number[],
): Pick<SideBySide, 'agrees' | 'sentence'> {
  if (status === 'holds' && behaviour === 'not-observable' && contradicted.includes(item)) {
    const others = contradicted.filter((other) => other !== item)
    const either = others.length === 0 ? 'here' : `here or at item ${others.join(' or ')}`
    return {
      agrees: false,
      sentence: `The export has it right, and the gateway fails ${either}: what is published is not this export, or ${OUTSIDE[item]}.`,
    }
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
  const outside = OUTSIDE[item] ?? 'something outside the export is wrong'
  return {
    agrees: false,
    sentence: `The export has it right and the gateway does not behave so: what is published is not this export, or ${outside}.`,
  }
}

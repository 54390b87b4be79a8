import type { createColors } from 'picocolors'
import type { Judgement, Run } from '../model.ts'
import { showing } from './failures.ts'
import { oneLine, shorten, visible, wrap } from './text.ts'

/** Each failed requirement with what was expected and what came; the request is printed once, with the first that used it. */
export function failureLines(
  failed: readonly Judgement[],
  run: Run,
  paint: ReturnType<typeof createColors>,
  width: number,
  most: number,
): readonly string[] {
  const lines: string[] = []
  const printed = new Map<string, string>()
  for (const judgement of failed.slice(0, most)) {
    lines.push(...wrap(`${judgement.id}  ${oneLine(judgement.title)}`, width - 2).map(paint.red), ...came(judgement, width))
    for (const exchange of run.exchanges.filter(({ id }) => showing(judgement).includes(id))) {
      const before = printed.get(exchange.id)
      printed.set(exchange.id, before ?? judgement.id)
      lines.push(before === undefined ? paint.dim(`  ${visible(exchange.curl)}`) : `  same request as ${before}`)
    }
  }
  if (failed.length > most) lines.push(`and ${failed.length - most} more in conformance.json`)
  return lines
}

function came({ problems, message }: Judgement, width: number): readonly string[] {
  if (problems.length === 0) return indented('', oneLine(message), width)
  const lines = problems
    .slice(0, 3)
    .flatMap(({ expected, actual }) => [
      ...indented('expected', oneLine(expected), width),
      ...indented('came', shorten(oneLine(actual), 400), width),
    ])
  return problems.length > 3 ? [...lines, `  and ${problems.length - 3} more in conformance.json`] : lines
}

const indented = (label: string, text: string, width: number): readonly string[] =>
  wrap(text, width - 14).map((line, index) => `  ${(index === 0 ? label : '').padEnd(10)}${line}`)

import { PolicySyntaxError } from './raw-xml.ts'
import { WITHOUT_EFFECT } from './statements/known.ts'
import { type Element, parsePolicyXml } from './xml.ts'

/** What a policy sets a variable to. */
interface Setting {
  readonly variable: string
  readonly texts: readonly string[]
}

/**
 * Tells whether anything that can change an answer reads a variable, if only by way of another one. In doubt it does: a name in
 * quotes anywhere counts, and where variables are read by a name that is computed, every one of them.
 */
export function variablesRead(documents: readonly string[]): (variable: string) => boolean {
  const elements = documents.flatMap(read).flatMap(effective)
  const settings = elements.flatMap(settingOf)
  const texts = elements.filter((element) => settingOf(element).length === 0).flatMap(wordsOf)
  if ([...texts, ...settings.flatMap((setting) => setting.texts)].some(readsByOtherNames)) return () => true
  const isRead = (variable: string, seen: readonly string[]): boolean =>
    texts.some((text) => names(text, variable)) ||
    settings.some(
      (setting) =>
        !seen.includes(setting.variable) &&
        setting.texts.some((text) => names(text, variable)) &&
        isRead(setting.variable, [...seen, setting.variable]),
    )
  return (variable) => isRead(variable, [variable])
}

/** What cannot be read is reported where it is compiled. */
function read(document: string): Element[] {
  try {
    return [parsePolicyXml(document)]
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error
    return []
  }
}

function effective(element: Element): Element[] {
  return WITHOUT_EFFECT.has(element.name) ? [] : [element, ...element.children.flatMap(effective)]
}

function settingOf({ name, attributes }: Element): Setting[] {
  const variable = attributes.name
  if (name !== 'set-variable' || variable === undefined || variable.trim().startsWith('@')) return []
  return [{ variable, texts: [attributes.value ?? ''] }]
}

const wordsOf = ({ attributes, text }: Element): string[] => [...Object.values(attributes), text]

function names(text: string, variable: string): boolean {
  const [words, wanted] = [text.toLowerCase(), variable.toLowerCase()]
  return words.trim() === wanted || ['"', "'"].some((quote) => words.includes(`${quote}${wanted}${quote}`))
}

function readsByOtherNames(text: string): boolean {
  return text.replace(/\.Variables\s*(?:\[|[?!]?\.\w+(?:<[^<>()]*>)?\()\s*"[^"]*"/g, '').includes('.Variables')
}

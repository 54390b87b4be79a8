import type { Value } from '../call.ts'
import { converted, orDefault } from './conversions.ts'
import { EvaluationError } from './evaluation.ts'
import { Json } from './json-token.ts'
import { json, type Members, method, property, text, toJson } from './members.ts'

/** `usage.total_tokens` and `choices[0].text`; other paths are queries. */
const PATH = /^(?:\$\.)?[\w-]+(?:\[\d+\])*(?:\.[\w-]+(?:\[\d+\])*)*$/

/** What can be done with a JObject, a JArray or a JValue. */
export const JSON_MEMBERS: Members = {
  'JToken[]': method('JToken', 1, 1, (self, [key]) => json(self).child(keyOf(key))),
  'JToken.ToString': method('string', 0, 1, (self, [format]) => json(self).print(format === 'None' ? 0 : 2)),
  'JToken.Value': method(
    'JToken',
    0,
    1,
    (self, [key], _, to) => orDefault(key === undefined ? self : json(self).child(keyOf(key)), to, converted),
    { isGeneric: true },
  ),
  'JToken.GetValue': method('JToken', 1, 1, (self, [key]) => json(self).child(text(key))),
  'JToken.SelectToken': method('JToken', 1, 1, (self, [path]) => selected(json(self), text(path)), {
    literals: [(path) => PATH.test(path)],
  }),
  'JToken.ContainsKey': method('bool', 1, 1, (self, [key]) => json(self).child(text(key)) !== null),
  'JToken.Count': property('int', (_, self) => json(self).count),
  'JToken.HasValues': property('bool', (_, self) => isFilled(json(self))),
  'JToken.First': method('JToken', 0, 0, (self) => json(self).child(0)),
  'JToken.FirstOrDefault': method('JToken', 0, 0, (self) => json(self).items[0] ?? null),
  'JToken.Last': method('JToken', 0, 0, (self) => json(self).items.at(-1) ?? outOfRange()),
  'JToken.Add': method('void', 1, 2, (self, args) => added(json(self), args), { takesAny: true }),
  'JToken.Remove': method('bool', 1, 1, (self, [key]) => json(self).remove(text(key))),
  'Formatting.None': property('format', () => 'None'),
  'Formatting.Indented': property('format', () => 'Indented'),
}

const keyOf = (key: Value | undefined): string | number => (typeof key === 'number' ? key : text(key))

const isFilled = ({ data }: Json): boolean => typeof data === 'object' && data !== null && Object.keys(data).length > 0

function outOfRange(): never {
  throw new EvaluationError('The sequence has no elements.')
}

/** Null where something on the way is not there. */
function selected(of: Json, path: string): Json | null {
  const keys = [...path.replace(/^\$\./, '').matchAll(/([\w-]+)|\[(\d+)\]/g)].map(([, name, at]) => name ?? Number(at))
  return keys.reduce<Json | null>((at, key) => {
    const isThere = at !== null && typeof at.data === 'object' && at.data !== null && Object.hasOwn(at.data, key)
    return isThere ? at.child(key) : null
  }, of)
}

function added(of: Json, [first, second]: readonly Value[]): null {
  if (second === undefined) {
    const property = first instanceof Property ? first : null
    if (property === null) of.add(toJson(first))
    else of.put(property.name, property.value)
    return null
  }
  if (of.child(text(first)) !== null) throw new EvaluationError('A property with this name is there already.')
  of.put(text(first), toJson(second))
  return null
}

/** `new JProperty(name, value)`: JSON of one name, which only a JObject can hold. */
export class Property extends Json {
  readonly name: string
  readonly value: Json

  constructor(name: string, value: Json) {
    super({ [name]: value.data })
    this.name = name
    this.value = value
  }
}

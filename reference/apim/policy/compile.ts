import { internalError } from '../answers.ts'
import { PolicyCompiler } from './policy-compiler.ts'
import { PolicySyntaxError } from './raw-xml.ts'
import type { Resources } from './resources.ts'
import type { Section, Step } from './step.ts'
import { parsePolicyXml } from './xml.ts'

/** A policy document, ready to run. A section that the document does not have is null: the broader scope's applies. */
export interface Policy {
  readonly file: string
  readonly sections: Readonly<Record<Section, Step | null>>
}

/** What the gateway does when no document says otherwise: API Management sets forward-request up at the global scope. */
export const DEFAULT_POLICY = '<policies><inbound /><backend><forward-request /></backend><outbound /><on-error /></policies>'

/** Compiles a document. What cannot be run is reported; a document that cannot be read answers every call with a 500. */
export function compilePolicy(file: string, xml: string, resources: Resources): Policy {
  try {
    const root = parsePolicyXml(xml)
    const of = (section: Section) => {
      const element = root.children.find((child) => child.name === section)
      if (element === undefined) return null
      return new PolicyCompiler(resources, { document: file, file, line: null, section, fragments: [] }).steps(element.children)
    }
    return {
      file,
      sections: { inbound: of('inbound'), backend: of('backend'), outbound: of('outbound'), 'on-error': of('on-error') },
    }
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error
    const reason = `The document is not well-formed: ${error.message}`
    resources.report({
      file,
      line: error.line,
      element: 'policies',
      reason,
      instead: 'Every call in its scope is answered 500.',
      matters: true,
    })
    return {
      file,
      sections: { inbound: failing('policies', 'inbound', reason), backend: null, outbound: null, 'on-error': null },
    }
  }
}

function failing(source: string, section: Section, message: string): Step {
  return () => {
    throw internalError(source, 'PolicyCannotBeRead', message, section)
  }
}

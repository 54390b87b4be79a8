import type { Profile } from '../model.ts'

/** Why a profile has no place for a request; null when it has. */
export type Unless = (profile: Profile) => string | null

/** The first reason of several. */
export const anyOf =
  (...reasons: readonly Unless[]): Unless =>
  (profile) =>
    reasons.map((reason) => reason(profile)).find((reason) => reason !== null) ?? null

export const withoutEdits: Unless = ({ capabilities, name }) =>
  capabilities.edits ? null : `targets of the kind ${name} have no edits`

/** The parameters that a target must know. */
export const withoutParameters =
  (names: readonly string[]): Unless =>
  ({ offers, name }) => {
    const unknown = names.filter((parameter) => !offers.parameters.includes(parameter))
    return unknown.length === 0 ? null : `targets of the kind ${name} do not offer ${unknown.join(' and ')}`
  }

export const withoutOutput =
  (format: 'png' | 'jpeg' | 'webp'): Unless =>
  ({ offers, name }) =>
    offers.outputFormats.includes(format) ? null : `targets of the kind ${name} do not draw ${format}`

export const withoutInput =
  (format: 'png' | 'jpeg' | 'webp'): Unless =>
  ({ offers, name }) =>
    offers.inputFormats.includes(format) ? null : `targets of the kind ${name} do not take ${format} as an input`

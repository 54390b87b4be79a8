import type { AttributedExchange, Judgement, Profile, ReadConfiguration } from '../model.ts'

/** What the suites judge: handed from the run to vitest's worker, which sends nothing itself. */
export interface JudgingInput {
  readonly target: { readonly profile: Profile; readonly model: string; readonly deployment: string | null }
  /** IDs of the requirements to judge. */
  readonly selected: readonly string[]
  /** Every case that the target has a place for, sent or not. */
  readonly cases: readonly string[]
  readonly exchanges: readonly AttributedExchange[]
  /** Why a case was not sent, by case. */
  readonly withheld: Readonly<Record<string, string>>
  /** Of these, the cases that were due: a gate stopped before them, or an earlier answer did. */
  readonly stopped: readonly string[]
  /** Why an exchange says nothing about the target (rate limit, quota, ...), by exchange. */
  readonly environment: Readonly<Record<string, string>>
  readonly exported: Exported
  /** Folder that the pictures' file names are relative to. */
  readonly reportFolder: string
}

/** The export of APIM_EXPORT as it was read, or why none is judged. */
export type Exported =
  | { readonly kind: 'read'; readonly configuration: ReadConfiguration }
  | { readonly kind: 'none'; readonly because: string }

declare module 'vitest' {
  interface ProvidedContext {
    judging: JudgingInput
  }
}

declare module '@vitest/runner' {
  interface TaskMeta {
    judgement?: Judgement
    /** Of one module of a part's blob: the part's conformance.json. */
    report?: string
  }
}

import type { AttributedExchange, Judgement, Profile } from '../model.ts'

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
  /** Why an exchange says nothing about the target (rate limit, quota, ...), by exchange. */
  readonly environment: Readonly<Record<string, string>>
  /** Folder that the pictures' file names are relative to. */
  readonly reportFolder: string
}

declare module 'vitest' {
  interface ProvidedContext {
    judging: JudgingInput
  }
}

declare module '@vitest/runner' {
  interface TaskMeta {
    judgement?: Judgement
  }
}

/**
 * The words of the house, as types. Data flows one way:
 * target → case → exchange → problems → attribution → diagnoses → report.
 */

export * from './model/case.ts'
export type { ClientCall, ClientResult, ClientUse, ImageFields, OfficialClient } from './model/client.ts'
export * from './model/exchange.ts'
export type { FreeRefusal, PictureFormat, Profile } from './model/profile.ts'
export type {
  Changes,
  Configuration,
  ConfigurationFinding,
  Contradiction,
  KnownFailure,
  NotRun,
  ReadConfiguration,
  Rehearsal,
  Run,
  Shard,
  SideBySide,
} from './model/run.ts'
export * from './model/verdict.ts'
export * from './model/words.ts'

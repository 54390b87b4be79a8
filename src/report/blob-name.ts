import type { Shard } from '../model.ts'

/** The name that vitest gives to the blob of one part, so that those of all parts can lie in one folder. */
export const blobName = ({ index, count }: Shard): string => `blob-${index}-${count}.json`

const BLOB = /^blob-\d+-(?<count>\d+)\.json$/

/** Those of a folder's files that are blobs. */
export const blobsAmong = (names: readonly string[]): readonly string[] => names.filter((name) => BLOB.test(name))

/** Is the blob of a run that was dealt out to another number of parts? */
export const isOfOtherDeal = (name: string, { count }: Shard): boolean => Number(BLOB.exec(name)?.groups?.count) !== count

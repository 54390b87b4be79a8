import type { Shard } from '../model.ts'

/** The name that vitest gives to the blob of one part, so that those of all parts can lie in one folder. */
export const blobName = ({ index, count }: Shard): string => `blob-${index}-${count}.json`

/** Those of a folder's files that are blobs, of this run or of an earlier one. */
export const blobsAmong = (names: readonly string[]): readonly string[] =>
  names.filter((name) => /^blob-\d+-\d+\.json$/.test(name))

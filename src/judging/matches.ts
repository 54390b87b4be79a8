/** Does a case belong to the pattern of a requirement? A trailing `*` means every case that begins so. */
export const matches = (pattern: string, id: string): boolean =>
  pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern

/** Does the work with the first call and gives its result to all later ones. */
export function once<T>(work: () => T): () => T {
  let done: { readonly result: T } | null = null
  return () => {
    done ??= { result: work() }
    return done.result
  }
}

/**
 * Keeps the last few results by key: whoever asks for the same again gets them without the work. A failure is not kept.
 * @param most how many results are kept
 */
export function remembering<T>(most: number): (key: string, work: () => Promise<T>) => Promise<T> {
  const known = new Map<string, Promise<T>>()
  return (key, work) => {
    const result = known.get(key) ?? work()
    // The one that was asked for last stands last.
    known.delete(key)
    known.set(key, result)
    result.catch(() => known.delete(key))
    for (const oldest of known.keys()) if (known.size > most) known.delete(oldest)
    return result
  }
}

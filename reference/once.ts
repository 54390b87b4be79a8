/** Does the work with the first call and gives its result to all later ones. */
export function once<T>(work: () => T): () => T {
  let done: { readonly result: T } | null = null
  return () => {
    done ??= { result: work() }
    return done.result
  }
}

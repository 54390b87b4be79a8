/** Ctrl-C ends what is under way and lets the reports be written; a second one ends the process. */
export function interruptible(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130)
      process.stderr.write('\nInterrupted: writing the reports of what was answered. Once more ends at once.\n')
      controller.abort()
    })
  return controller.signal
}

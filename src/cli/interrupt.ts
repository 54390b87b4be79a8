/** Nobody presses Ctrl-C twice within so short a time, ms: where sh runs npm's command in its own place, npm passes on what the terminal has told us already. */
const SAME_MS = 300

/**
 * Ctrl-C ends what is under way and lets the reports be written; a second one ends the process. So does the end of the
 * terminal (a dropped ssh session), but only once: the shell and the kernel both tell of it.
 */
export function interruptible(): AbortSignal {
  const controller = new AbortController()
  // Whatever ends the process before its verdict: nothing was judged.
  process.exitCode = 2
  let told = -Infinity
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      const isSame = performance.now() - told < SAME_MS
      told = performance.now()
      if (isSame) return
      if (controller.signal.aborted) process.exit(130)
      process.stderr.write('\nInterrupted: writing the reports of what was answered. Once more ends at once.\n')
      controller.abort()
    })
  process.on('SIGHUP', () => controller.abort())
  // Nobody reads what is printed once the terminal, or the `tee` behind a pipe, is gone. The reports are files.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => controller.abort())
  if (process.env.npm_lifecycle_event !== undefined) whenOrphaned(() => controller.abort())
  return controller.signal
}

/** npm hands SIGTERM to the shell between it and us, which dies of it and tells nobody: all that we see is another parent. */
function whenOrphaned(abort: () => void): void {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    abort()
  }, 250)
  watch.unref()
}

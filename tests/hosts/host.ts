import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { root } from '../../src/root.ts'
import { type Asked, type Said, whole } from './asked.ts'

/** A process that has loaded the suite and runs its commands: loading takes twice as long as a run. */
export class Host {
  readonly #child = spawn(process.execPath, ['bin/start.mjs', 'tests/hosts/main.ts'], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  #isGone = false

  constructor() {
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream.setEncoding('utf8')
    // That it has broken down is said by the run.
    this.#child.stdin.on('error', () => undefined)
  }

  get isGone(): boolean {
    return this.#isGone
  }

  /** One run at a time. One that breaks the host down ends as a process of its own would. */
  run(asked: Asked): Promise<Said> {
    const { stdin, stdout, stderr } = this.#child
    return new Promise((resolve) => {
      let said = ''
      let warned = ''
      const end = ({ output, status }: Said): void => {
        for (const one of [stdout, stderr]) one.removeAllListeners('data')
        this.#child.removeAllListeners('close')
        resolve({ output: `${output}${warned}`, status })
      }
      stdout.on('data', (text: string) => {
        said += text
        const all = whole(said)
        if (all !== null) end(all)
      })
      stderr.on('data', (text: string) => {
        warned += text
      })
      this.#child.on('close', (status) => {
        this.#isGone = true
        end({ output: said, status })
      })
      stdin.write(`${JSON.stringify(asked)}\n`)
    })
  }

  async end(): Promise<void> {
    if (this.#isGone) return
    this.#child.kill()
    await once(this.#child, 'close')
  }
}

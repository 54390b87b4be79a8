import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import pLimit from 'p-limit'
import type { TestProject } from 'vitest/node'
import type { Asked, Said } from './asked.ts'
import { Host } from './host.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where runs of the suite can be had. */
    hosts: string
  }
}

/** As many at once as keep two cores busy though some of them wait for a target. */
const atOnce = pLimit(6)
const all: Host[] = []
const idle: Host[] = []

async function run(asked: Asked): Promise<Said> {
  const host = idle.pop() ?? another()
  const said = await host.run(asked)
  if (!host.isGone) idle.push(host)
  return said
}

function another(): Host {
  const host = new Host()
  all.push(host)
  return host
}

/** Hosts for the tests of all files, each started when it is first needed. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = createServer(async (request, response) => {
    const asked: Asked = JSON.parse(await text(request))
    response.end(JSON.stringify(await atOnce(() => run(asked))))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  project.provide('hosts', `http://127.0.0.1:${address.port}`)
  return async () => {
    server.close()
    await Promise.all(all.map((host) => host.end()))
  }
}

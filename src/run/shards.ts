import { createHash } from 'node:crypto'
import { casesOf } from '../cases.ts'
import { matches } from '../judging/matches.ts'
import type { Shard } from '../model.ts'
import { count } from '../report/text.ts'
import { type Area, type Requirement, requirements, suiteFile } from '../requirements.ts'
import type { Target } from '../target/target.ts'
import { BadConfiguration } from '../target/variables.ts'

/** A shard in the words of the reports. */
export const shardName = ({ index, count: shards }: Shard): string => `shard ${index}/${shards}`

/**
 * The requirements that a shard judges. What looks at an image goes where that image is drawn, whichever area it is of,
 * so that no image is drawn twice; everything else goes with the file of its area.
 * @throws BadConfiguration when there are more shards than files to deal out
 */
export function ofShard(asked: readonly Requirement[], shard: Shard | null, target: Target): readonly Requirement[] {
  if (shard === null) return asked
  const home = homes(target)
  const files = dealt([...new Set(asked.map((row) => suiteFile(home(row))))], shard)
  return asked.filter((row) => files.includes(suiteFile(home(row))))
}

/**
 * Files dealt out as vitest's own `--shard` deals them (BaseSequencer.shard): in the order of the SHA-1 of their paths, the
 * first shards taking one more where they do not come out even.
 */
export function dealt(files: readonly string[], { index, count: shards }: Shard): readonly string[] {
  if (shards > files.length) throw tooMany(shards, files.length)
  const share = Math.floor(files.length / shards)
  const larger = files.length % shards
  const start = (index - 1) * share + Math.min(index - 1, larger)
  const hash = (file: string): string => createHash('sha1').update(`/suites/${file}`).digest('hex')
  return files
    .toSorted((one, other) => (hash(one) < hash(other) ? -1 : 1))
    .slice(start, start + share + (index <= larger ? 1 : 0))
}

function tooMany(shards: number, files: number): BadConfiguration {
  const fault = `${shards} shards are more than the ${count(files, 'part')} that can be dealt out`
  return new BadConfiguration([{ variable: '--shard', fault, example: `1/${Math.max(files, 1)}` }])
}

/** The area in whose file each requirement is dealt out: the first one that looks at any of the images that it hangs on. */
function homes(target: Target): (row: Requirement) => Area {
  const paid = casesOf(target)
    .filter(({ images }) => images > 0)
    .map(({ id }) => id)
  // What is needed is judged, and sent, in the same shard: its images count too.
  const imagesOf = ({ on, needs }: Requirement): readonly string[] => [
    ...paid.filter((id) => on.some((pattern) => matches(pattern, id))),
    ...requirements.filter(({ id }) => id === needs).flatMap(imagesOf),
  ]
  const drawn = new Map(requirements.map((row) => [row, imagesOf(row)]))
  const together = (images: readonly string[]): readonly string[] => {
    const shared = [...drawn.values()].filter((others) => others.some((id) => images.includes(id)))
    const all = [...new Set([...images, ...shared.flat()])]
    return all.length === new Set(images).size ? all : together(all)
  }
  return (row) => {
    // What an export shows needs no part of its own, which would have nothing to send: it goes with what calls show of it.
    if (row.on.length === 0) return 'route and validation'
    const images = together(drawn.get(row) ?? [])
    return requirements.find((other) => drawn.get(other)?.some((id) => images.includes(id)))?.area ?? row.area
  }
}

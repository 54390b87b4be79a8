import { readFile } from 'node:fs/promises'
import { crc32 } from 'node:zlib'

/** Of one chunk: libpng refuses ancillary chunks above 8 MB, and reads no more than a thousand unknown ones. */
const LARGEST_CHUNK = 1024 * 1024
/** Length, name and checksum around the data of a chunk. */
const AROUND = 12
/** `IEND` with nothing in it ends every PNG. */
const END = 12

/**
 * A PNG filled up to a length in bytes with private chunks that decoders skip, piece by piece: it decodes as the small
 * picture that it is, and takes as long on the wire as a large one.
 * @throws Error when the file is longer than that, or too little shorter for a chunk
 */
export async function* padded(path: string, length: number): AsyncGenerator<Buffer> {
  const png = await readFile(path)
  let missing = length - png.length
  if (missing < AROUND) throw new Error(`${path} has ${png.length} bytes already and cannot be filled up to ${length}`)
  yield png.subarray(0, -END)
  while (missing > 0) {
    // What is left after a chunk is nothing, or enough for another one.
    const size =
      missing - LARGEST_CHUNK < AROUND && missing > LARGEST_CHUNK ? LARGEST_CHUNK - AROUND : Math.min(missing, LARGEST_CHUNK)
    yield filler(size)
    missing -= size
  }
  yield png.subarray(-END)
}

/** One chunk of so many bytes; its name says: ancillary, private, not safe to copy. */
function filler(size: number): Buffer {
  const chunk = Buffer.alloc(size)
  chunk.writeUInt32BE(size - AROUND, 0)
  chunk.write('fiLL', 4, 'latin1')
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), size - 4)
  return chunk
}

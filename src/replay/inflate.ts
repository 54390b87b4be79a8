import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'

type Decompressor = ReturnType<typeof createGunzip> | ReturnType<typeof createBrotliDecompress>

/** Decompresses a body piece by piece, and gives what could be read also of one that was cut off. */
export class Inflater {
  readonly #onBytes: (bytes: Buffer) => void
  readonly #create: (first: Buffer) => Decompressor
  #decompressor: Decompressor | null = null
  #damaged: Error | null = null
  #onEnd: (damaged: Error | null) => void = () => {}

  private constructor(create: (first: Buffer) => Decompressor, onBytes: (bytes: Buffer) => void) {
    this.#create = create
    this.#onBytes = onBytes
  }

  /** @returns null when the body is as it is, or compressed in a way that was not asked for and is not known */
  static for(encoding: string | undefined, onBytes: (bytes: Buffer) => void): Inflater | null {
    switch (encoding?.trim().toLowerCase()) {
      case 'gzip':
      case 'x-gzip':
        return new Inflater(() => createGunzip(), onBytes)
      case 'br':
        return new Inflater(() => createBrotliDecompress(), onBytes)
      case 'deflate':
        // Some servers send it without the zlib header that the standard asks for (RFC 9110, 8.4.1.2).
        return new Inflater((first) => ((first[0] ?? 0) % 16 === 8 ? createInflate() : createInflateRaw()), onBytes)
      default:
        return null
    }
  }

  write(bytes: Buffer): void {
    this.#decompressor ??= this.#open(bytes)
    if (this.#damaged === null) this.#decompressor.write(bytes)
  }

  /** @param onEnd called once, with what is wrong with the compressed bytes, or null */
  end(onEnd: (damaged: Error | null) => void): void {
    if (this.#decompressor === null || this.#damaged !== null) onEnd(this.#damaged)
    else {
      this.#onEnd = onEnd
      this.#decompressor.end()
    }
  }

  /** Whatever is still to be decompressed is dropped. */
  destroy(): void {
    this.#decompressor?.destroy()
  }

  #open(first: Buffer): Decompressor {
    const decompressor = this.#create(first)
    decompressor.on('data', this.#onBytes)
    decompressor.once('end', () => this.#onEnd(null))
    decompressor.on('error', (error) => {
      this.#damaged = error
      this.#onEnd(error)
    })
    return decompressor
  }
}

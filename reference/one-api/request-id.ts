import { randomInt } from 'node:crypto'

/** Fourteen digits of time, one to nine of nanoseconds without padding, eight of chance (one-api common/helper/helper.go). */
export function oneApiRequestId(): string {
  return `${timestamp(new Date(Date.now() - new Date().getTimezoneOffset() * 60_000))}${nanoseconds()}${String(randomInt(10 ** 8)).padStart(8, '0')}`
}

/** The same in UTC, ending in eight letters or digits (new-api common/utils.go). */
export function newApiRequestId(): string {
  return `${timestamp(new Date())}${nanoseconds()}${randomText(8)}`
}

function timestamp(at: Date): string {
  return at.toISOString().replaceAll(/\D/g, '').slice(0, 14)
}

function nanoseconds(): string {
  return String(process.hrtime.bigint() % 1_000_000_000n)
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export function randomText(length: number): string {
  return Array.from({ length }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('')
}

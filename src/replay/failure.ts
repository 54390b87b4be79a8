import type { Failure } from '../model.ts'

/** The suite's own reasons to stop a call. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
  readonly kind: 'timeout' | 'too-large' | 'interrupted'
  constructor(kind: Stopped['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}

/** The request cannot be written at all: the fault is in the case or in the configuration, not in the target. */
export class Unsendable extends Error {
  override readonly name = 'Unsendable'
}

interface Place {
  readonly phase: Failure['phase']
  readonly url: URL
}

/**
 * What a reset means on a connection that others used before: a server may close such a one at any time, also while the
 * next request is on its way to it (RFC 9112, section 9.5).
 */
export const onUsedConnection = (failure: Failure, url: URL): Failure =>
  failure.kind === 'reset' ? { ...failure, kind: 'stale', message: sentences.stale(url, failure.phase) } : failure

/** Why no whole answer came, from the error of the network library and how far the call had got. */
export function failureOf(error: Error, { phase, url }: Place): Failure {
  if (error instanceof Stopped) return { kind: error.kind, phase, message: error.message }
  const code = codeOf(error)
  const kind = phase === 'connect' ? connectKind(error, code, url) : transferKind(error, code, phase)
  const detail = error.message.includes(code) ? error.message : `${error.message} ${code}`.trim()
  const sentence = hints.find((hint) => hint.codes.test(code))?.sentence ?? sentences[kind]
  return { kind, phase, message: `${sentence(url, phase)} (${detail.replace(/\s+/g, ' ')})` }
}

type Sentence = (url: URL, phase: Failure['phase']) => string

/** Codes that say more than their kind: those of OpenSSL for certificates (Node, "X509 certificate error codes"), and some others. */
const hints: readonly { readonly codes: RegExp; readonly sentence: Sentence }[] = [
  {
    codes: /SELF_SIGNED_CERT|^UNABLE_TO_(?:VERIFY_LEAF|GET_ISSUER)|^CERT_UNTRUSTED$|^CERT_CHAIN_TOO_LONG$/,
    sentence: ({ host }) =>
      `Nobody whom this machine trusts vouches for the certificate of ${host}. If it is of an authority of your own, name the PEM file of that authority in NODE_EXTRA_CA_CERTS`,
  },
  {
    codes: /^CERT_(?:HAS_EXPIRED|NOT_YET_VALID)$/,
    sentence: ({ host }) =>
      `The certificate of ${host} is past its time or before it. Renew it, and check the clock of this machine`,
  },
  {
    codes: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    sentence: ({ host }) => `The certificate of ${host} is one for other names. Call the target by one of them`,
  },
  {
    codes: /^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)$/,
    sentence: ({ host }) => `${host} speaks no https at this port. Use http:// or the port that speaks https`,
  },
  {
    codes: /^UND_ERR_HEADERS_OVERFLOW$/,
    sentence: ({ host }) =>
      `The headers of what came from ${host} are larger than the 16 KiB that this suite, as many clients, takes. Look for a hop that writes debugging headers`,
  },
]

type Kind = Failure['kind']

function connectKind(error: Error, code: string, url: URL): Kind {
  if ('syscall' in error && error.syscall === 'getaddrinfo') return 'dns'
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return 'timeout'
  if (/^E(CONNREFUSED|HOSTUNREACH|NETUNREACH|HOSTDOWN|NETDOWN|ADDRNOTAVAIL|ACCES|PERM)$/.test(code)) return 'refused'
  // Who drops the connection in the middle of the handshake has not said what is wrong with it: a firewall does that, too.
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'reset'
  // Whatever else ends a connection between its opening and the first byte of the request is the handshake.
  return url.protocol === 'https:' ? 'tls' : 'reset'
}

function transferKind(error: Error, code: string, phase: Failure['phase']): Kind {
  const ended =
    code === 'ECONNRESET' ||
    code === 'EPIPE' ||
    code === 'HPE_INVALID_EOF_STATE' ||
    code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' ||
    code === 'Z_BUF_ERROR' ||
    (code === 'UND_ERR_SOCKET' && error.message !== 'bad upgrade')
  if (code === 'ETIMEDOUT') return 'timeout'
  if (!ended) return 'protocol'
  return phase === 'body' ? 'cut-off' : 'reset'
}

const CLOSED: Readonly<Record<Failure['phase'], string>> = {
  connect: 'as soon as it was made. Check whether it speaks the protocol of the URL (http or https), and firewalls on the way',
  request: 'while the request was still being sent, and no answer could be read',
  headers: 'without an answer',
  body: 'in the middle of its answer',
}

const sentences: Readonly<Record<Kind, Sentence>> = {
  dns: (url) => `No such host: ${url.hostname}. Check the name in the URL`,
  refused: (url) => `Nothing accepts connections at ${url.host}. Check the port, and that the gateway is running`,
  reset: (url, phase) => `${url.host} closed the connection ${CLOSED[phase]}`,
  stale: (url) =>
    `${url.host} closed a connection that it had kept open until then, without an answer; it may not have seen the request`,
  tls: (url) => `No secure connection to ${url.host}. Check its certificate, or whether it speaks https at all`,
  timeout: (url) => `No connection to ${url.host} in the time allowed`,
  'cut-off': (url) => `${url.host} closed the connection in the middle of its answer`,
  protocol: (url) => `What came from ${url.host} is not valid HTTP`,
  'too-large': () => 'The answer is too large',
  interrupted: () => 'The run was interrupted',
}

/** Several addresses of one host may fail each in its own way; the first one speaks for all. */
function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code
  if (error instanceof AggregateError) {
    const [first] = error.errors
    return first instanceof Error ? codeOf(first) : ''
  }
  return ''
}

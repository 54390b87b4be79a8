import { isIP } from 'node:net'

/**
 * Why a gateway may be out of reach here though curl reaches it: the environment names a proxy, which this suite does not
 * use. Null when there is none, or when curl would not use it for this address either.
 */
export function proxyLine(url: string, env: Readonly<Record<string, string | undefined>>): string | null {
  const { protocol, hostname } = new URL(url)
  // curl reads these names in both spellings, and http_proxy in small letters only.
  const names = protocol === 'https:' ? ['https_proxy', 'HTTPS_PROXY'] : ['http_proxy']
  const name = [...names, 'all_proxy', 'ALL_PROXY'].find((candidate) => (env[candidate] ?? '') !== '')
  if (name === undefined || isExempt(hostname, env.no_proxy ?? env.NO_PROXY ?? '')) return null
  return `${name} is set and not used: requests go to ${hostname} directly. If only the proxy can reach it, run this where it can be reached.`
}

function isExempt(hostname: string, exempt: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '')
  if (host === 'localhost' || (isIP(host) > 0 && /^(?:127\.|::1$)/.test(host))) return true
  return exempt
    .split(',')
    .map((entry) => entry.trim().replace(/^\*?\./, ''))
    .some((entry) => entry !== '' && (entry === '*' || host === entry || host.endsWith(`.${entry}`)))
}

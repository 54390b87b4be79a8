/**
 * A stand-in for the access token that Microsoft Entra ID gives the service's identity: it has the shape and the audience of a real one
 * and is worth nothing.
 */
export function entraStandIn(resource: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const expires = Math.floor(Date.now() / 1000) + 3600
  return [
    part({ alg: 'RS256', typ: 'JWT' }),
    part({ aud: resource, iss: 'https://sts.windows.net/embedded/', exp: expires }),
    'stand-in',
  ].join('.')
}

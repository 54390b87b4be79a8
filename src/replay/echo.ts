/** What stands in an answer in the place of a secret that it repeats. */
export const echoOf = <Name extends string>(name: Name): `[redacted: ${Name}]` => `[redacted: ${name}]`

/** The answer repeats the right credential: a finding of its own (`credential-echoed`). */
export const ECHOED = echoOf('the credential')

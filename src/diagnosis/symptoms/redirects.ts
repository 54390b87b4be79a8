import { marksOf } from '../marks.ts'
import type { Clue, Symptom } from '../symptom.ts'

const isRedirect = ({ reading: { status } }: Clue): boolean => status !== null && status >= 300 && status < 400

/** Host and path of where somebody is sent to log in: Entra ID, App Service, Cloudflare Access, Auth0, oauth2-proxy, consoles. */
const LOGIN =
  /^[^?#]*(?:\b(?:log-?in|sign-?in|sso|saml2?|oauth2?|oidc|authorize|auth0|okta)\b|login\.microsoftonline\.com|cloudflareaccess\.com|\/\.auth\/)/i

/** A redirect says nothing of who wrote it, and anything in front may be: it is only laid to a hop that signed it. */
const whoSigned = ({ reading, attribution: { answeredBy } }: Clue): Clue['attribution']['answeredBy'] =>
  marksOf(reading).some(({ print }) => print.hop === answeredBy && print.worth !== 'address') ? answeredBy : 'unknown'

export const REDIRECTS: readonly Symptom[] = [
  {
    cause: 'redirected',
    sentence: 'a redirect to a login page, where an answer is due',
    when: (clue) => isRedirect(clue) && LOGIN.test(clue.reading.headers.get('location') ?? ''),
    confidence: 'certain',
    hop: whoSigned,
  },
  {
    cause: 'redirected',
    sentence: 'a redirect where an answer is due',
    when: isRedirect,
    confidence: 'certain',
    hop: whoSigned,
  },
]

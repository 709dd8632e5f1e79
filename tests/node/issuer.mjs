// A real OpenID Connect provider on loopback: prints its issuer, signs tokens for clients that prove themselves.
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

const server = createServer()
await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
const issuer = `http://127.0.0.1:${server.address().port}`
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const audience = 'urn:ostiary:tests'

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'builder',
    client_secret: 'a secret of the tests alone',
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
  }],
  cookies: { keys: ['unused'] },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => audience,
      getResourceServerInfo: () => ({
        scope: 'deploy', audience, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', kid: 'first' }] },
})
server.on('request', provider.callback())
console.log(issuer)

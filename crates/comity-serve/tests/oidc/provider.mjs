// An OpenID Connect provider for the tests: oidc-provider as it is, with accounts that are made as they sign in.
// An account is named `kind:member`. What the provider says of its address, and what is then done to its ID token, follows from the kind.
//
// node provider.mjs PORT CLIENT SECRET CALLBACK
import { createServer } from "node:http";
import Provider from "oidc-provider";
import { SignJWT, UnsecuredJWT, base64url, decodeJwt, exportJWK, generateKeyPair } from "jose";

const [port, client, secret, back] = process.argv.slice(2);
const pair = () => generateKeyPair("RS256", { extractable: true });
const own = await pair();
const foreign = await pair();
const kid = "key-1";

const server = createServer();
await new Promise((resolve) => server.listen(Number(port), "127.0.0.1", resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [{ client_id: client, client_secret: secret, redirect_uris: [back] }],
  jwks: { keys: [{ ...(await exportJWK(own.privateKey)), kid, alg: "RS256", use: "sig" }] },
  claims: { openid: ["sub"], email: ["email", "email_verified"] },
  cookies: { keys: ["for these tests alone"] },
  pkce: { required: () => true },
  // The address comes with the ID token for some, and only where it is asked for with others.
  conformIdTokenClaims: true,
  features: { devInteractions: { enabled: true } },
  findAccount: (_, id) => {
    const [kind, member] = id.split(":");
    const email = kind === "no-address" ? undefined : `${member}@alpha.example`;
    return { accountId: id, claims: () => ({ sub: id, email, email_verified: kind !== "unverified" }) };
  },
});

const sign = (claims, key = own.privateKey, header = { alg: "RS256", kid }) => new SignJWT(claims).setProtectedHeader(header).sign(key);

// What a provider that was taken over, is mistaken or stands in for another might answer, by kind of account.
const answers = {
  good: (token) => token,
  "in-token": (_, claims) => sign({ ...claims, email: `${claims.sub.split(":")[1]}@alpha.example`, email_verified: true }),
  "other-audience": (_, claims) => sign({ ...claims, aud: "somebody-else" }),
  "more-audiences": (_, claims) => sign({ ...claims, aud: [client, "somebody-else"] }),
  "other-issuer": (_, claims) => sign({ ...claims, iss: "https://id.example" }),
  "other-nonce": (_, claims) => sign({ ...claims, nonce: "another" }),
  "no-nonce": (_, { nonce, ...claims }) => sign(claims),
  expired: (_, claims) => sign({ ...claims, iat: claims.iat - 7200, exp: claims.iat - 3600 }),
  "other-key": (_, claims) => sign(claims, foreign.privateKey),
  "unknown-key": (_, claims) => sign(claims, foreign.privateKey, { alg: "RS256", kid: "key-2" }),
  "client-secret-as-key": (_, claims) => sign(claims, new TextEncoder().encode(secret), { alg: "HS256" }),
  unsigned: (_, claims) => new UnsecuredJWT(claims).encode(),
  "changed-claims": (token, claims) => {
    const [head, , tail] = token.split(".");
    return [head, base64url.encode(JSON.stringify({ ...claims, sub: "good:ada" })), tail].join(".");
  },
  "no-token": () => undefined,
};

provider.use(async (ctx, next) => {
  await next();
  if (ctx.oidc?.route === "token" && ctx.body?.id_token) {
    const claims = decodeJwt(ctx.body.id_token);
    const answer = answers[claims.sub.split(":")[0]] ?? answers.good;
    ctx.body = { ...ctx.body, id_token: await answer(ctx.body.id_token, claims) };
  }
});

server.on("request", provider.callback());
console.log(issuer);
// Whoever started it keeps its input open for as long as it is needed.
process.stdin.on("end", () => process.exit(0)).resume();

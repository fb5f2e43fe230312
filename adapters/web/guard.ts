import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isFromHere } from '#src/core/from-here.ts';
import { addressOf, type Rate } from '#src/core/rate.ts';

const cookieName = 'reelay';
const monthSeconds = 30 * 24 * 60 * 60;

export type GuardOptions = {
  /** `WEB_TOKEN`. */
  token: string | undefined;
  /** Counts tokens that are shown. A cookie is no token: there is nothing in it to guess. */
  guesses: Rate;
};

/**
 * Who may come in. Without a token only this machine may, asked for by its own name: a foreign name that
 * resolves here is a web page trying to get in (DNS rebinding), and a proxy would lend its own nearness to anybody. With
 * a token, it must be shown, as a bearer token or as the cookie that signing in sets. In both cases a page of another
 * origin may not write.
 */
export function guard(app: FastifyInstance, { token, guesses }: GuardOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    if (token === undefined && !isFromHere(request.headers)) {
      return reply.code(421).send({ error: { code: 'host', message: 'Open this page by localhost.' } });
    }
    if (isForeign(request)) {
      return reply.code(403).send({ error: { code: 'origin', message: 'Not from that page.' } });
    }
    if (token === undefined || !needsToken(request)) return undefined;
    const address = addressOf(request);
    const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (bearer !== undefined) {
      // Counted out first: who has guessed wrong too often learns nothing from a right guess either.
      guesses.check(address);
      if (same(bearer, token)) return undefined;
      guesses.count(address);
    } else if (same(cookieOf(request) ?? '', ticket(token))) {
      // A cookie comes along by itself, so it must show as well that this page asked.
      if (isRead(request) || saysFrom(request)) return undefined;
      return reply.code(403).send({ error: { code: 'origin', message: 'Not without an origin.' } });
    }
    return reply.code(401).send({ error: { code: 'token', message: 'Sign in first.' } });
  });

  app.post('/api/session', { bodyLimit: 4_096 }, async (request, reply) => {
    const body = z.object({ token: z.string() }).safeParse(request.body);
    const address = addressOf(request);
    // Counted before it is looked at: many guesses at once are as many guesses.
    guesses.count(address);
    if (token === undefined || !body.success || !same(body.data.token.trim(), token)) {
      return reply.code(401).send({ error: { code: 'token', message: 'That is not the token.' } });
    }
    // The cookie is made from the token, so that the token itself is not kept in a browser.
    return setCookie(request, reply, ticket(token), monthSeconds);
  });

  app.delete('/api/session', (request, reply) => setCookie(request, reply, '', 0));
}

function setCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  value: string,
  seconds: number,
): FastifyReply {
  const secure = request.protocol === 'https' ? '; Secure' : '';
  const cookie = `${cookieName}=${value}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${seconds}${secure}`;
  return reply.header('set-cookie', cookie).code(204).send();
}

const isRead = ({ method }: FastifyRequest): boolean => method === 'GET' || method === 'HEAD';

const saysFrom = ({ headers }: FastifyRequest): boolean =>
  headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;

/**
 * True for what another site's page asked for: every write, and whatever it would draw from the interface into itself.
 * Browsers say so in two headers that no page can set. Somebody's own click on a link is no such thing.
 */
function isForeign(request: FastifyRequest): boolean {
  const { headers, host } = request;
  const { origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = headers;
  const isOther = site === 'cross-site' || site === 'same-site';
  if (!isRead(request)) return isOther || (origin !== undefined && URL.parse(origin)?.host !== host);
  return isOther && mode !== 'navigate' && isApi(request);
}

const isApi = ({ url }: FastifyRequest): boolean => url.startsWith('/api/');

function needsToken(request: FastifyRequest): boolean {
  return isApi(request) && !request.url.startsWith('/api/session');
}

function cookieOf({ headers }: FastifyRequest): string | undefined {
  return new RegExp(`(?:^|;\\s*)${cookieName}=([^;]+)`).exec(headers.cookie ?? '')?.[1];
}

const ticket = (token: string): string =>
  createHash('sha256').update(`web chat\n${token}`).digest('base64url');

/** Equal, in a time that tells nothing of how much of it is. */
function same(a: string, b: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}

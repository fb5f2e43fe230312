import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';

const cookieName = 'reelay';
const monthSeconds = 30 * 24 * 60 * 60;
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/**
 * Who may come in. Without a token only this machine may, asked for by its own name: a foreign name that
 * resolves here is a web page trying to get in (DNS rebinding). With one, it must be shown, as a bearer token
 * or as the cookie that signing in sets. In both cases a page of another origin may not write.
 */
export function guard(app: FastifyInstance, token: string | undefined): void {
  app.addHook('onRequest', async (request, reply) => {
    const host = request.headers.host ?? '';
    if (token === undefined && !loopback.test(host)) {
      return reply.code(421).send({ error: { code: 'host', message: 'Open this page by localhost.' } });
    }
    const { origin } = request.headers;
    if (request.method !== 'GET' && origin !== undefined && URL.parse(origin)?.host !== host) {
      return reply.code(403).send({ error: { code: 'origin', message: 'Not from that page.' } });
    }
    if (token !== undefined && needsToken(request) && !shows(request, token)) {
      return reply.code(401).send({ error: { code: 'token', message: 'Sign in first.' } });
    }
    return undefined;
  });

  app.post('/api/session', { bodyLimit: 4_096 }, async (request, reply) => {
    const body = z.object({ token: z.string() }).safeParse(request.body);
    if (token === undefined || !body.success || !same(body.data.token.trim(), token)) {
      return reply.code(401).send({ error: { code: 'token', message: 'That is not the token.' } });
    }
    const secure = request.protocol === 'https' ? '; Secure' : '';
    // The cookie is made from the token, so that the token itself is not kept in a browser.
    const cookie = `${cookieName}=${ticket(token)}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${monthSeconds}${secure}`;
    return reply.header('set-cookie', cookie).code(204).send();
  });
}

function needsToken(request: FastifyRequest): boolean {
  return request.url.startsWith('/api/') && !request.url.startsWith('/api/session');
}

function shows(request: FastifyRequest, token: string): boolean {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return same(bearer, token);
  const cookie = new RegExp(`(?:^|;\\s*)${cookieName}=([^;]+)`).exec(request.headers.cookie ?? '')?.[1];
  return cookie !== undefined && same(cookie, ticket(token));
}

const ticket = (token: string): string =>
  createHash('sha256').update(`web chat\n${token}`).digest('base64url');

function same(a: string, b: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}

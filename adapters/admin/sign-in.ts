import { createHmac } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isSame, showsToken } from './gate.ts';
import { html, toPage } from './html.ts';

const cookieName = 'reelay_admin';
/** A working day. */
const stayMs = 10 * 60 * 60_000;

/** True for somebody who shows the token, or signed in with it a while ago. */
export function isSignedIn({ headers }: FastifyRequest, token: string): boolean {
  if (showsToken(headers, token)) return true;
  const [, until = '', mark = ''] =
    new RegExp(`(?:^|;\\s*)${cookieName}=(\\d{1,15})\\.([\\w-]+)`).exec(headers.cookie ?? '') ?? [];
  return mark !== '' && isSame(mark, markOf(token, until)) && Number(until) > Date.now();
}

/** The form and what it does. The cookie holds no token: only whoever knows the token could have made it. */
export function signInRoutes(app: FastifyInstance, token: string): void {
  app.get('/admin', (request, reply) =>
    isSignedIn(request, token)
      ? reply.redirect('/admin/turns', 303)
      : reply.type('text/html').send(signInPage(false)),
  );

  app.post('/admin/sign-in', (request, reply) => {
    const form = z.object({ token: z.string() }).safeParse(request.body);
    if (!form.success || !isSame(form.data.token.trim(), token))
      return reply.code(401).type('text/html').send(signInPage(true));
    const until = String(Date.now() + stayMs);
    const cookie = `${cookieName}=${until}.${markOf(token, until)}; Max-Age=${stayMs / 1_000}`;
    return reply.header('set-cookie', `${cookie}${traits(request)}`).redirect('/admin/turns', 303);
  });

  app.post('/admin/sign-out', (request, reply) =>
    reply.header('set-cookie', `${cookieName}=; Max-Age=0${traits(request)}`).redirect('/admin', 303),
  );
}

function traits({ headers, protocol }: FastifyRequest): string {
  const isSecure = protocol === 'https' || headers['x-forwarded-proto'] === 'https';
  return `; HttpOnly; SameSite=Lax; Path=/admin${isSecure ? '; Secure' : ''}`;
}

const markOf = (token: string, until: string): string =>
  createHmac('sha256', token).update(`operators until ${until}`).digest('base64url');

function signInPage(isWrong: boolean): string {
  return toPage(
    'Sign in',
    'sign-in',
    html`<form class="sign-in" method="post" action="/admin/sign-in">
      <h1>Sign in</h1>
      <label for="token">The operators' token <small>ADMIN_TOKEN</small></label>
      <input id="token" name="token" type="password" autocomplete="current-password" required autofocus />
      ${isWrong ? html`<p class="advice bad" role="alert">That is not the token.</p>` : ''}
      <button>Sign in</button>
    </form>`,
  );
}

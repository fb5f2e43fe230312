import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Log, Oversight } from '#src/ports.ts';
import { html, toPage } from './html.ts';
import { queuesPage } from './queues-page.ts';
import { isSignedIn, signInRoutes } from './sign-in.ts';
import { storyPage, turnsPage } from './turn-pages.ts';

export type PageOptions = {
  /** Asked with each page: it is there when the process has started. */
  oversight: () => Oversight;
  /** Jobs by queue and state. */
  jobs(): Promise<Record<string, Record<string, number>>>;
  log: Log;
};

const listed = 100;
const query = z.object({ q: z.string().max(200).optional() });
const turn = z.object({ id: z.string().max(100) });

/** The pages below /admin, for whoever has the token. There are none without one. */
export async function pageRoutes(app: FastifyInstance, token: string, options: PageOptions): Promise<void> {
  const { oversight, jobs, log } = options;
  const style = await readFile(new URL('style.css', import.meta.url), 'utf8');
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );

  app.addHook('onRequest', async (request, reply) => {
    const { pathname } = new URL(request.url, 'http://x');
    const { origin, host } = request.headers;
    if (request.method !== 'GET' && origin !== undefined && URL.parse(origin)?.host !== host)
      return reply.code(403).type('text/plain').send('Not from that page.\n');
    const isOpen = ['/admin', '/admin/sign-in', '/admin/style.css', '/metrics', '/usage.csv'].includes(
      pathname,
    );
    if (!isOpen && !isSignedIn(request, token)) return reply.redirect('/admin', 303);
    return undefined;
  });
  app.setErrorHandler((error, _, reply) => {
    log.warn({ err: error }, 'a page for operators could not be made');
    const said = html`<h1>This page cannot be shown now</h1>
      <p>Most likely the database does not answer. The log says more.</p>`;
    return reply
      .code(503)
      .type('text/html')
      .send(toPage('Not now', 'turns', said));
  });

  signInRoutes(app, token);
  app.get('/admin/style.css', (_, reply) => reply.type('text/css').send(style));

  app.get('/admin/turns', async (request, reply) => {
    const words = query.safeParse(request.query).data?.q?.trim() ?? '';
    if (words === '') {
      const { wrong, recent } = await oversight().turns(listed);
      const lists = [
        {
          title: 'Went wrong, this week',
          turns: wrong,
          none: 'Nothing. Every request of this week has its answer.',
        },
        { title: 'Recent', turns: recent, none: 'There are no turns yet.' },
      ];
      return reply.type('text/html').send(turnsPage({ words, lists }));
    }
    const found = await oversight().find(words, listed);
    if (found.length === 1) return reply.redirect(`/admin/turns/${found[0]?.id}`, 303);
    const none = 'No turn has this id, thread or message. Deleted ones leave no trace.';
    return reply
      .type('text/html')
      .send(turnsPage({ words, lists: [{ title: 'Found', turns: found, none }] }));
  });

  app.get('/admin/turns/:id', async (request, reply) => {
    const id = turn.safeParse(request.params).data?.id ?? '';
    const story = await oversight().story(id);
    if (story !== undefined) return reply.type('text/html').send(storyPage(story, Date.now()));
    const none = 'It is not there, or its person asked to be forgotten.';
    const lists = [{ title: `Turn ${id}`, turns: [], none }];
    return reply
      .code(404)
      .type('text/html')
      .send(turnsPage({ words: '', lists }));
  });

  app.get('/admin/queues', async (_, reply) => {
    const [work, open, counted] = await Promise.all([
      oversight().workAtHand(),
      oversight().lanes(listed),
      jobs().catch(() => undefined),
    ]);
    return reply.type('text/html').send(queuesPage({ work, open, jobs: counted }, Date.now()));
  });
}

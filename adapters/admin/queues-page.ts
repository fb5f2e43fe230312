import type { Oversight, WorkAtHand } from '#src/ports.ts';
import { html, toPage, type Html } from './html.ts';
import { atTime, toSpan } from './times.ts';

export type QueueState = {
  work: WorkAtHand;
  open: Awaited<ReturnType<Oversight['lanes']>>;
  /** Jobs by queue and state; nothing where the queue does not answer. */
  jobs: Record<string, Record<string, number>> | undefined;
};

/** The queues as they are, on Redis and on the embedded database alike. */
export function queuesPage({ work, open, jobs }: QueueState, now: number): string {
  return toPage(
    'Queues',
    'queues',
    html`<h1>Queues</h1>
      <p class="soft">
        The database is the truth, and jobs are bells for it: a sweep rings again every few seconds for
        whatever has work left, so a job that failed is tried again by itself and none is kept.
      </p>
      <section>
        <h2>Work in the database</h2>
        ${counts(work.turns, 'No turn is open.')}
        <p class="soft">
          ${work.oldestWaitMs === 0 ? 'Nobody waits.' : `The first in line has waited for ${toSpan(work.oldestWaitMs)}.`}
          ${work.deliveries === 0 ? 'Every last message has arrived.' : `Last messages that wait for their platform: ${work.deliveries}.`}
        </p>
      </section>
      <section>
        <h2>Jobs in the queue</h2>
        ${
          jobs === undefined
            ? html`<p class="advice bad">
                <strong>The queue does not answer.</strong> Requests are stored meanwhile, and taken up when
                it is back.
              </p>`
            : Object.entries(jobs).map(
                ([queue, states]) =>
                  html`<h3>${queue}</h3>
                    ${counts(states, 'none')}`,
              )
        }
      </section>
      <section>
        <h2>Threads with work</h2>
        ${
          open.lanes.length === 0
            ? html`<p class="soft">None.</p>`
            : html`<ul class="things">
                ${open.lanes.map(
                  ({ threadKey, turns, isRunning, oldestAt }) =>
                    html`<li>
                      <span class="badge ${isRunning ? 'good' : 'odd'}"
                        >${isRunning ? 'running' : 'waiting'}</span
                      >
                      <a href="/admin/turns?q=${encodeURIComponent(threadKey)}"><code>${threadKey}</code></a>
                      <span class="soft"
                        >${turns === 1 ? 'one turn,' : `${turns} turns, the first`} ${toSpan(now - oldestAt)}
                        ago</span
                      >
                    </li>`,
                )}
              </ul>`
        }
      </section>
      <section>
        <h2>Renders</h2>
        ${
          open.renders.length === 0
            ? html`<p class="soft">None.</p>`
            : html`<ul class="things">
                ${open.renders.map(
                  ({ id, turnId, state, polls, createdAt }) =>
                    html`<li>
                      <span class="badge plain">${state}</span>
                      <a href="/admin/turns/${turnId}"><code>${id}</code></a>
                      <span class="soft">since ${atTime(createdAt)}, asked for ${polls} times</span>
                    </li>`,
                )}
              </ul>`
        }
      </section>`,
  );
}

function counts(states: Record<string, number>, none: string): Html {
  const shown = Object.entries(states).filter(([, count]) => count > 0);
  if (shown.length === 0) return html`<p class="soft">${none}</p>`;
  return html`<dl class="facts">
    ${shown.map(
      ([state, count]) =>
        html`<div>
          <dt>${state}</dt>
          <dd>${count}</dd>
        </div>`,
    )}
  </dl>`;
}

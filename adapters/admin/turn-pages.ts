import type { TurnLine, TurnStory } from '#src/ports.ts';
import { adviceFor, isOver, reasonOf, spentOf } from './advice.ts';
import { html, toPage, type Html } from './html.ts';
import { toStoryLine, type Tone } from './story.ts';
import { atTime, toSpan } from './times.ts';

const bad = new Set(['failed', 'unknown', 'given-up']);
const good = new Set(['done', 'asking', 'delivered']);
const toneOf = (word: string): Tone => (bad.has(word) ? 'bad' : good.has(word) ? 'good' : 'plain');

const badge = (word: string, tone = toneOf(word)): Html => html`<span class="badge ${tone}">${word}</span>`;
const code = (text: string): Html => html`<code>${text}</code>`;

/** The list, what went wrong first; or what was found. */
export function turnsPage(lists: {
  words: string;
  lists: { title: string; turns: TurnLine[]; none: string }[];
}): string {
  return toPage(
    lists.words === '' ? 'Turns' : `“${lists.words}”`,
    'turns',
    html`<h1>Turns</h1>
      <form class="search" method="get" action="/admin/turns" role="search">
        <input
          type="search"
          name="q"
          value="${lists.words}"
          aria-label="Find a turn"
          placeholder="Id of a turn, thread or message"
        />
        <button>Find</button>
      </form>
      ${lists.lists.map(
        ({ title, turns, none }) =>
          html`<section>
            <h2>${title}</h2>
            ${
              turns.length === 0
                ? html`<p class="soft">${none}</p>`
                : html`<ol class="turns">
                    ${turns.map(row)}
                  </ol>`
            }
          </section>`,
      )}`,
  );
}

function row(turn: TurnLine): Html {
  const isQuiet = turn.delivery === 'delivered' || turn.delivery === 'none';
  return html`<li>
    <a href="/admin/turns/${turn.id}">
      <span class="badges"
        >${badge(turn.state)}
        ${isQuiet ? '' : badge(turn.delivery, turn.delivery === 'given-up' ? 'bad' : 'odd')}</span
      >
      <span class="what">${turn.steps.join(' → ') || 'nothing to do'}</span>
      <span class="where">${turn.threadKey}</span>
      <time datetime="${new Date(turn.createdAt).toISOString()}">${atTime(turn.createdAt)}</time>
    </a>
  </li>`;
}

export function storyPage(story: TurnStory, now: number): string {
  const reason = reasonOf(story);
  return toPage(
    `Turn ${story.id.slice(0, 8)}`,
    'turns',
    html`<h1>${badge(story.state)} ${story.steps.join(' → ') || 'a turn'}</h1>
      <p class="advice ${toneOf(story.state) === 'bad' || story.delivery === 'given-up' ? 'bad' : 'plain'}">
        <strong>What to do</strong> ${adviceFor(story, now)}
      </p>
      <dl class="facts">
        ${fact('Credits charged', charged(story))} ${fact('Video', video(story))}
        ${fact('Waited', story.startedAt === null ? 'has not begun' : toSpan(story.startedAt - story.createdAt))}
        ${fact('In all', toSpan(story.lastAt - story.createdAt))}
        ${reason === undefined ? '' : fact('Reason', code(reason))}
      </dl>
      <section>
        <h2>What happened <small>UTC</small></h2>
        ${
          story.events.length === 0
            ? html`<p class="soft">Nothing was written down: the turn is older than this page.</p>`
            : html`<ol class="story">
                ${story.events.map((event) => moment(event, story.createdAt))}
              </ol>`
        }
      </section>
      ${renders(story)} ${files(story)}
      <section>
        <h2>Ids</h2>
        <dl class="ids">
          ${fact('Turn', code(story.id))}
          ${fact('Thread', html`<a href="/admin/turns?q=${encodeURIComponent(story.threadKey)}">${code(story.threadKey)}</a>`)}
          ${fact('Message', code(story.messageId))} ${fact('Project', code(story.projectId))}
          ${story.session === undefined ? '' : sessionFacts(story.session)}
          ${story.lastMessage?.messageId == null ? '' : fact('Delivered as', code(story.lastMessage.messageId))}
        </dl>
      </section>`,
  );
}

const fact = (name: string, value: Html | string): Html =>
  html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;

const sessionFacts = ({ sessionId, taskId, account }: NonNullable<TurnStory['session']>): Html =>
  html`${fact('Session', code(sessionId))} ${taskId === null ? '' : fact('Task', code(taskId))}
  ${account === null ? '' : fact('Account', account)}`;

function charged({ credits, events }: TurnStory): string {
  if (credits !== undefined) {
    return `${spentOf(credits)} (${credits.before} → ${credits.after})`;
  }
  return events.some(({ what }) => what === 'edit-posted') ? 'not known' : 'nothing';
}

function video({ state, lastMessage, delivery, steps, renders }: TurnStory): string {
  if (lastMessage?.hasVideo === true) return delivery === 'delivered' ? 'delivered' : `ready, ${delivery}`;
  const last = renders.at(-1);
  if (last !== undefined) return isOver(state) ? `none: its render is ${last.state}` : last.state;
  return steps.includes('export') ? 'none' : 'none was asked for';
}

function moment(event: TurnStory['events'][number], from: number): Html {
  const { at, title, note, tone } = toStoryLine(event);
  return html`<li class="${tone}">
    <time datetime="${new Date(at).toISOString()}" title="${atTime(at)}">${atTime(at).slice(11)}</time>
    <span class="after">+${toSpan(at - from)}</span>
    <span class="title">${title}</span>
    ${note === '' ? '' : html`<span class="note">${note}</span>`}
  </li>`;
}

function renders({ renders: all }: TurnStory): Html {
  if (all.length === 0) return html``;
  return html`<section>
    <h2>Renders</h2>
    <ul class="things">
      ${all.map(
        ({ id, version, state, polls, createdAt }) =>
          html`<li>
            ${badge(state, state === 'completed' ? 'good' : toneOf(state))} v${version} ${code(id)}
            <span class="soft">since ${atTime(createdAt)}, asked for ${polls} times</span>
          </li>`,
      )}
    </ul>
  </section>`;
}

function files({ files: all }: TurnStory): Html {
  if (all.length === 0) return html``;
  return html`<section>
    <h2>Files</h2>
    <ul class="things">
      ${all.map(
        ({ id, mime, bytes, state, from }) =>
          html`<li>
            ${badge(state, state === 'uploaded' ? 'good' : toneOf(state))} ${mime}
            ${bytes === null ? '' : `${(bytes / 1_048_576).toFixed(1)} MB`}
            <span class="soft">by ${from}</span> ${code(id)}
          </li>`,
      )}
    </ul>
  </section>`;
}

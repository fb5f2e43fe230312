import { html } from '/vendor/preact.js';

const pieces =
  /\*\*([^*\n]+)\*\*|`([^`\n]+)`|\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)|(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)。，；！？）])|([▰▱]{4,})/g;

const link = (url, label, kind) =>
  html`<a href=${url} class=${kind} title=${kind && url} target="_blank" rel="noopener noreferrer"
    >${label}</a
  >`;

/** A long address tells little: its host and its end are enough to know it by. */
function short(url) {
  const { host, pathname } = new URL(url);
  return pathname.length < 24 ? host + pathname : `${host}/…${pathname.slice(-8)}`;
}

/** A bar, drawn by the page. What it says stands in words beside it. */
const barOf = (bar) =>
  html`<progress
    class="bar"
    max=${bar.length}
    value=${bar.lastIndexOf('▰') + 1}
    aria-hidden="true"
  ></progress>`;

function inline(text) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(pieces)) {
    nodes.push(text.slice(at, match.index));
    at = match.index + match[0].length;
    const [, bold, code, label, labelled, bare, bar] = match;
    if (bold !== undefined) nodes.push(html`<strong>${bold}</strong>`);
    else if (code !== undefined) nodes.push(html`<code>${code}</code>`);
    else if (bar !== undefined) nodes.push(barOf(bar));
    else if (labelled !== undefined) nodes.push(link(labelled, label));
    else nodes.push(link(bare, short(bare), 'address'));
  }
  nodes.push(text.slice(at));
  return nodes;
}

/** Reelay's markdown subset as elements; never as HTML, since clip names and titles are anybody's words. */
export function Text({ text }) {
  return text.split(/\n{2,}/).map((block) => {
    const lines = block.split('\n');
    if (lines.every((line) => line.startsWith('- '))) {
      return html`<ul>
        ${lines.map((line) => html`<li>${inline(line.slice(2))}</li>`)}
      </ul>`;
    }
    return html`<p>
      ${lines.flatMap((line, index) => (index === 0 ? inline(line) : [html`<br />`, ...inline(line)]))}
    </p>`;
  });
}

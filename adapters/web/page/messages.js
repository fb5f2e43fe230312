import { html, useState } from '/vendor/preact.js';
import { isWorking } from './thread.js';
import { Text } from './text.js';
import { words } from './words.js';

const size = (bytes) =>
  bytes >= 1024 ** 2 ? `${(bytes / 1024 ** 2).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`;

function Video({ file }) {
  return html`<figure class="video">
    <video controls playsinline preload="metadata" src=${file.url}></video>
    <figcaption>
      <span>${file.name}${file.bytes ? ` · ${size(file.bytes)}` : ''}</span>
      <a class="button primary" href=${`${file.url}?download=1`} download=${file.name}>${words.download}</a>
    </figcaption>
  </figure>`;
}

function Buttons({ buttons, onPress }) {
  const [pressed, setPressed] = useState();
  const press = async (token) => {
    setPressed(token);
    await onPress(token);
    setPressed(undefined);
  };
  return html`<div class="buttons">
    ${buttons.map(
      ({ label, token }) =>
        html`<button type="button" class="button" disabled=${pressed === token} onClick=${() => press(token)}>
          ${label}
        </button>`,
    )}
  </div>`;
}

/** One bubble. `items` is the whole thread, which tells whether work still goes on. */
export function Message({ item, items, onPress }) {
  if (item.mine) {
    return html`<li class="message mine">
      <span class="visually-hidden">${words.you}: </span>
      <div class="bubble">
        ${item.files.map(
          (file) =>
            html`<div class="chip">
              <span class="clip" aria-hidden="true"></span
              >${file.name}${file.bytes ? html`<small>${size(file.bytes)}</small>` : ''}
            </div>`,
        )}
        ${item.text && html`<${Text} text=${item.text} />`}
      </div>
    </li>`;
  }
  const working = isWorking(items, item);
  const quiet = item.kind === 'status' || item.kind === 'ack';
  return html`<li class=${`message theirs ${item.kind} ${quiet ? 'quiet' : ''} ${working ? 'working' : ''}`}>
    <div class="bubble">
      ${working && html`<span class="pulse" aria-hidden="true"></span>`}
      <div class="words">
        ${item.files.map((file) => html`<${Video} file=${file} />`)}
        <${Text} text=${item.text} />
        ${item.buttons.length > 0 && html`<${Buttons} buttons=${item.buttons} onPress=${onPress} />`}
      </div>
    </div>
  </li>`;
}

/** What a first visitor sees. */
export function Welcome({ onExample }) {
  return html`<section class="welcome">
    <img src="/icon.svg" alt="" width="64" height="64" />
    <h1>${words.hello}</h1>
    <p>${words.about}</p>
    <h2>${words.try}</h2>
    <div class="examples">
      ${words.examples.map((text) => html`<button type="button" class="button" onClick=${() => onExample(text)}>${text}</button>`)}
    </div>
  </section>`;
}

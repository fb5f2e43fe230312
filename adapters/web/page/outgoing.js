import { html } from '/vendor/preact.js';
import { Chip } from './files.js';
import { Text } from './text.js';
import { words } from './words.js';

function Progress({ progress, onCancel }) {
  const percent = Math.floor(progress * 100);
  const label = progress < 1 ? words.uploading(percent) : words.handingOver;
  return html`<div class="upload">
    <progress max="100" value=${percent} aria-label=${words.uploading(percent)}></progress>
    <span>${label}</span>
    <button type="button" class="link" onClick=${onCancel}>${words.cancel}</button>
  </div>`;
}

/** A message of the person's own that the server has not taken yet: on its way, or failed. */
export function Outgoing({ message, onAgain, onTakeBack }) {
  const { text, files, progress, failure, id } = message;
  const uploading = files.length > 0 && failure === undefined && id === undefined;
  return html`<li class="message mine" aria-live="off">
    <span class="visually-hidden">${words.you}: </span>
    <div class="bubble">
      ${files.length > 0 && html`<div class="chips">${files.map((file) => html`<${Chip} name=${file.name} bytes=${file.size} />`)}</div>`}
      ${text && html`<${Text} text=${text} />`}
    </div>
    ${uploading && html`<${Progress} progress=${progress ?? 0} onCancel=${() => onTakeBack(message)} />`}
    ${
      failure &&
      html`<div class="failure" role="alert">
        <span>${failure.message}</span>
        <div>
          ${failure.again && html`<button type="button" class="link" onClick=${() => onAgain(message)}>${words.retry}</button>`}
          <button type="button" class="link" onClick=${() => onTakeBack(message)}>${words.takeBack}</button>
        </div>
      </div>`
    }
  </li>`;
}

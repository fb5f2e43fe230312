import { html, useRef } from '/vendor/preact.js';
import { FilePicker } from './files.js';
import { words } from './words.js';

/** What a first visitor sees: where the clip goes, and what one may say. */
export function Welcome({ hasFiles, onExample, onFiles }) {
  const picker = useRef();
  return html`<section class="welcome">
    <h2>${words.hello}</h2>
    <p>${words.about}</p>
    ${
      !hasFiles &&
      html`<button type="button" class="dropzone" onClick=${() => picker.current.click()}>
        <span class="plus" aria-hidden="true"></span>
        <span class="with-mouse">${words.dropOrChoose}</span><span class="with-touch">${words.choose}</span>
        <small>${words.kinds}</small>
      </button>`
    }
    <${FilePicker} picker=${picker} onFiles=${onFiles} />
    <h3>${hasFiles ? words.tryNow : words.try}</h3>
    <ul class="examples">
      ${words.examples.map(
        (text) =>
          html`<li>
            <button type="button" class="button" onClick=${() => onExample(text)}>${text}</button>
          </li>`,
      )}
    </ul>
  </section>`;
}
